import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEPLOY_PASSWORD } from './accounts.ts';
import { withLock } from './lock.ts';
import { debianSources, sourceLines } from './mirror.ts';
import { indexPackages } from './packages.ts';
import { BASE_VERSION, cacheFolder, SCRIPTS } from './paths.ts';
import { must, run } from './run.ts';
import { debianCodename } from './support.ts';

/** A host's lower trees, uppermost first, as overlayfs wants them. */
export type LowerTrees = string[];
export type TreeKind = 'plain' | 'docker' | 'registry';
export type Progress = (message: string) => void;

const PACKAGES = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'sudo',
  'iproute2',
  'iptables',
  'ca-certificates',
  'procps',
];
const LAYERS: Record<Exclude<TreeKind, 'plain'>, string[]> = {
  docker: ['docker.io'],
  registry: ['docker-registry', 'busybox-static'],
};
const BUILD_TIMEOUT_MS = 900_000;

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/**
 * Gives the trees of one kind of machine and builds what is not in the cache yet (minutes, once).
 * A tree is built under a temporary name and renamed when it is complete, under a lock, so that
 * two labs starting at once build it once and an interrupted build leaves nothing usable behind.
 */
export async function lowerTrees(kind: TreeKind, onProgress: Progress): Promise<LowerTrees> {
  const root = path.join(cacheFolder(), `v${BASE_VERSION}-${await debianCodename()}`);
  const plain = path.join(root, 'plain');
  const trees = kind === 'plain' ? [plain] : [path.join(root, kind), plain];
  if ((await Promise.all(trees.map(exists))).every(Boolean)) return trees;
  await withLock('base', async () => {
    for (const entry of await readdir(root).catch(() => [])) {
      // a build that was interrupted, or a package repository of one
      if (entry.endsWith('.partial')) await rm(path.join(root, entry), { recursive: true });
    }
    await mkdir(root, { recursive: true });
    await buildTree(plain, 'plain', onProgress);
    if (kind !== 'plain') await buildTree(path.join(root, kind), kind, onProgress);
  });
  return trees;
}

async function buildTree(tree: string, kind: TreeKind, onProgress: Progress): Promise<void> {
  if (await exists(tree)) return;
  const partial = `${tree}.partial`;
  const start = Date.now();
  onProgress(`building the base tree "${kind}" in ${tree} (once)`);
  if (kind === 'plain') await buildPlain(partial);
  else await buildLayer(path.join(path.dirname(tree), 'plain'), partial, kind);
  await rename(partial, tree);
  onProgress(`base tree "${kind}" is ready after ${Math.round((Date.now() - start) / 1000)} s`);
}

async function buildPlain(tree: string): Promise<void> {
  await installDebootstrap();
  const sources = await debianSources();
  const [main] = sources;
  if (main === undefined) throw new Error('no Debian source');
  const include = `--include=${PACKAGES.join(',')}`;
  await build(['debootstrap', '--variant=minbase', include, main.release, tree, main.uri]);
  await writeFile(path.join(tree, 'etc/apt/sources.list'), sourceLines(sources));
  await inTree(tree, 'build-base.sh', `${DEPLOY_PASSWORD}\n`);
  await indexPackages(path.join(tree, 'opt/lab-packages'));
  await inTree(tree, 'seal-base.sh', '');
}

async function inTree(tree: string, script: string, stdin: string): Promise<void> {
  const copy = path.join(tree, 'tmp', script);
  await must('cp', [path.join(SCRIPTS, script), copy]);
  await build(['chroot', tree, 'sh', `/tmp/${script}`], stdin);
  await rm(copy);
}

async function buildLayer(lower: string, tree: string, kind: keyof typeof LAYERS): Promise<void> {
  const folder = `${tree}.build.partial`;
  const script = path.join(SCRIPTS, 'build-layer.sh');
  await build(['sh', script, folder, lower, tree, ...LAYERS[kind]]);
  await rm(folder, { recursive: true });
}

/**
 * Runs one step of a build so that it dies with us, with all it started and mounted: otherwise an
 * interrupted build would go on without the lock.
 */
async function build(argv: string[], stdin = ''): Promise<void> {
  const own = ['unshare', '--mount', '--pid', '--fork', '--kill-child', ...argv];
  await must('setpriv', ['--pdeathsig', 'KILL', ...own], { stdin, timeout: BUILD_TIMEOUT_MS });
}

async function installDebootstrap(): Promise<void> {
  if ((await run('debootstrap', ['--version'])).code !== 127) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, timeout: BUILD_TIMEOUT_MS };
  await must('apt-get', ['update'], options);
  const install = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends'];
  await must('apt-get', [...install, 'debootstrap'], options);
}
