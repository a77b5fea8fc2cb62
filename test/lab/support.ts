import { mkdir, readFile, rmdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { cgroupLayout } from './cgroups.ts';
import { run } from './run.ts';

/** Thrown where this machine cannot run a lab; the command line turns it into exit code 3. */
export class LabUnsupported extends Error {}

export type Support = { ok: true } | { ok: false; reason: string };

const OVERLAYFS_MAGIC = 0x79_4c_76_30;
const PROGRAMS = ['unshare', 'nsenter', 'flock', 'ip', 'mount', 'apt-get', 'dpkg-deb', 'chroot'];

/** Says whether this machine can run a lab and if not, why, in one sentence. Changes nothing. */
export async function labSupport(): Promise<Support> {
  const reason = await findObstacle();
  return reason === undefined ? { ok: true } : { ok: false, reason };
}

/** The Debian release of this machine ("bookworm"), or undefined where it is not Debian. */
export async function debianCodename(): Promise<string | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const fields = new Map(
    text.split('\n').map((line) => {
      const [key = '', value = ''] = line.split('=', 2);
      return [key, value.replaceAll('"', '')] as const;
    }),
  );
  return fields.get('ID') === 'debian' ? fields.get('VERSION_CODENAME') : undefined;
}

async function findObstacle(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `the lab needs Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the lab needs root (namespaces, mounts, a bridge)';
  if ((await debianCodename()) === undefined) return 'the lab needs a Debian machine (debootstrap)';
  for (const program of PROGRAMS) {
    const found = await run(program, ['--version'], { timeout: 10_000 });
    if (found.code === 127) return `the lab needs the program ${program}`;
  }
  const entered = await run('unshare', ['--mount', '--pid', '--net', '--fork', 'true']);
  if (entered.code !== 0) return `no new namespaces here: ${entered.stderr.trim()}`;
  const kinds = await readFile('/proc/filesystems', 'utf8');
  if (!/\boverlay$/m.test(kinds) && (await run('modprobe', ['overlay'])).code !== 0) {
    return 'the kernel has no overlay file system';
  }
  if ((await statfs('/var/lib')).type === OVERLAYFS_MAGIC) {
    return '/var/lib is itself an overlay: a host needs a real file system below it';
  }
  const layout = await cgroupLayout().catch((error: Error) => error);
  if (layout instanceof Error) return layout.message;
  const probe = path.join(
    layout.hierarchies[0]?.mountPoint ?? '',
    `clusterdesk-probe-${process.pid}`,
  );
  try {
    await mkdir(probe);
    await rmdir(probe);
  } catch (error) {
    return `control groups cannot be made: ${String(error)}`;
  }
  return undefined;
}
