import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** A host's persistent files: path → type, mode, owner, size and content, in one line each. */
export type Snapshot = Map<string, string>;

export type SnapshotOptions = {
  /** Where to look; without it ROOTS. */
  paths?: string[];
  /** Leaves out what came with Debian packages that a host without Docker does not have. */
  packagesAside?: boolean;
};

/** The places where an operator's or our own files could be; the rest belongs to the system. */
const ROOTS = ['/etc', '/root', '/home', '/opt', '/srv', '/usr/local', '/var/lib', '/var/spool'];

/** Left out always: what the system changes by itself, and the lab's own package repository. */
const VOLATILE = [
  '/etc/.updated',
  '/etc/ld.so.cache', // made anew by every installation of a library
  '/opt/lab-packages',
  '/var/lib/apt',
  '/var/lib/containerd',
  '/var/lib/dbus/machine-id', // a link made at boot
  '/var/lib/docker',
  '/var/lib/dpkg',
  '/var/lib/private',
  '/var/lib/sudo', // who has seen sudo's lecture
  '/var/lib/systemd', // random seed, timers' stamps, what is enabled
];
const VOLATILE_NAME = '.cache';

/** Left out with packagesAside: what the packages' scripts and services make when first run. */
const MADE_BY_PACKAGES = [
  '/etc/cni', // containerd's folder for network plugins
  '/etc/docker/key.json', // dockerd's identity
  '/etc/group-', // the copies that groupadd leaves
  '/etc/gshadow-',
  '/etc/systemd/system/multi-user.target.wants/containerd.service',
  '/etc/systemd/system/multi-user.target.wants/docker.service',
  '/etc/systemd/system/sockets.target.wants',
  '/opt/containerd', // containerd's plugin folders
];
const MADE_BY_UPDATE_RC = /^\/etc\/rc[0-6S]\.d\/[KS]\d\ddocker$/;
/** Files in which the packages add a line for the group docker; a member in it still shows. */
const GROUP_FILES = new Set(['/etc/group', '/etc/gshadow']);
const EMPTY_DOCKER_GROUP = /^docker:.*:\n/m;

/**
 * Reads the files below `root`, the place where the host's file system is to be seen from here.
 * `plain` is the base tree without Docker, by which the files of further packages are told.
 */
export async function readSnapshot(
  root: string,
  plain: string,
  options: SnapshotOptions,
): Promise<Snapshot> {
  const aside = options.packagesAside === true;
  const left = new Set([...VOLATILE, ...(aside ? MADE_BY_PACKAGES : [])]);
  const packaged = aside ? await filesOfFurtherPackages(root, plain) : new Set<string>();
  const found: Snapshot = new Map();
  const visit = async (file: string): Promise<void> => {
    if (left.has(file) || path.basename(file) === VOLATILE_NAME) return;
    if (aside && MADE_BY_UPDATE_RC.test(file)) return;
    const stats = await lstat(path.join(root, file)).catch(() => undefined);
    if (stats === undefined) return; // removed while we looked
    // a package's folder may hold files that are not the package's
    if (!packaged.has(file)) found.set(file, await describe(root, file, stats, aside));
    if (!stats.isDirectory()) return;
    const names = await readdir(path.join(root, file)).catch(() => []);
    for (const name of names) await visit(path.join(file, name));
  };
  for (const one of options.paths ?? ROOTS) await visit(one);
  return found;
}

/** What differs between two snapshots, one line each ("+ path", "- path", "~ path: old → new"). */
export function compareSnapshots(before: Snapshot, after: Snapshot): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) =>
    a.localeCompare(b),
  );
  return paths.flatMap((file) => {
    const [old, now] = [before.get(file), after.get(file)];
    if (old === now) return [];
    if (old === undefined) return [`+ ${file}: ${now}`];
    return now === undefined ? [`- ${file}: ${old}`] : [`~ ${file}: ${old} → ${now}`];
  });
}

async function describe(root: string, file: string, stats: Stats, aside: boolean): Promise<string> {
  const full = path.join(root, file);
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  const owned = `${mode} ${stats.uid}:${stats.gid}`;
  if (stats.isDirectory()) return `folder ${owned}`;
  if (stats.isSymbolicLink()) return `link ${await readlink(full)}`;
  if (!stats.isFile()) return `special ${owned} ${stats.rdev}`;
  let content = await readFile(full);
  if (aside && GROUP_FILES.has(file)) {
    content = Buffer.from(content.toString('utf8').replace(EMPTY_DOCKER_GROUP, ''));
  }
  const sum = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `file ${owned} ${content.length} ${sum}`;
}

/** The files of all packages that the base tree does not have, by dpkg's own lists. */
async function filesOfFurtherPackages(root: string, plain: string): Promise<Set<string>> {
  const info = 'var/lib/dpkg/info';
  const listsIn = async (tree: string): Promise<string[]> =>
    (await readdir(path.join(tree, info))).filter((name) => name.endsWith('.list'));
  const known = new Set(await listsIn(plain));
  const further = (await listsIn(root)).filter((name) => !known.has(name));
  const texts = await Promise.all(
    further.map((name) => readFile(path.join(root, info, name), 'utf8')),
  );
  const files = new Set(texts.flatMap((text) => text.split('\n')));
  for (const file of files) {
    // folders such as /etc are in every package's list
    const inBase = await lstat(path.join(plain, file)).catch(() => undefined);
    if (inBase !== undefined) files.delete(file);
  }
  return files;
}
