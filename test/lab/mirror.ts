import { debianCodename } from './support.ts';
import { must } from './run.ts';

/** One package source in the words of sources.list(5). */
export type PackageSource = { uri: string; release: string; component: string };

/**
 * The Debian sources of this machine's own apt, the main one first. Asking apt instead of reading
 * its files covers both formats and every place they may stand in (apt-get(8), indextargets).
 */
export async function debianSources(): Promise<PackageSource[]> {
  const codename = (await debianCodename()) ?? '';
  const list = async (): Promise<PackageSource[]> => {
    const format = '$(ORIGIN)|$(COMPONENT)|$(RELEASE)|$(REPO_URI)';
    const out = await must('apt-get', ['indextargets', 'Created-By: Packages', '--format', format]);
    return out
      .split('\n')
      .map((line) => line.split('|'))
      .filter(([origin, component]) => origin === 'Debian' && component === 'main')
      .map(([, component = '', release = '', uri = '']) => ({ uri, release, component }))
      .filter(({ release }) => release.startsWith(codename))
      .toSorted((a, b) => a.release.length - b.release.length);
  };
  const known = await list();
  if (known[0]?.release === codename) return known;
  await must('apt-get', ['update'], { timeout: 300_000 }); // no index has been fetched yet
  const fresh = await list();
  if (fresh[0]?.release === codename) return fresh;
  throw new Error(`apt on this machine names no Debian source for ${codename}`);
}

/** The lines for a sources.list. */
export const sourceLines = (sources: PackageSource[]): string =>
  sources.map(({ uri, release, component }) => `deb ${uri} ${release} ${component}\n`).join('');
