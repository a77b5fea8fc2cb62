import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CGROUP_ROOT, cgroupPath } from './paths.ts';
import { waitFor } from './wait.ts';

/**
 * One control group hierarchy of this machine. `options` are those of its mount ("cpu,cpuacct",
 * "none,name=systemd"); `folder` is its place below /sys/fs/cgroup ("." for the v2-only layout).
 */
export type Hierarchy = { version: 1 | 2; folder: string; mountPoint: string; options: string };

/** v1: controllers in v1 hierarchies (perhaps with an empty v2 one beside); v2: v2 alone. */
export type Layout = { version: 1 | 2; hierarchies: Hierarchy[] };

const ROOT = '/sys/fs/cgroup';
const MOUNT_FLAGS = new Set(['rw', 'ro', 'xattr', 'clone_children']);

/** Reads the layout from the mount table (proc(5), cgroups(7)). Throws where there is none. */
export async function cgroupLayout(): Promise<Layout> {
  const found = new Map<string, Hierarchy>();
  for (const line of (await readFile('/proc/self/mountinfo', 'utf8')).trim().split('\n')) {
    const [mount = '', filesystem = ''] = line.split(' - ', 2);
    const mountPoint = mount.split(' ')[4] ?? '';
    const [kind, , superOptions = ''] = filesystem.split(' ');
    if (!mountPoint.startsWith(ROOT) || (kind !== 'cgroup' && kind !== 'cgroup2')) continue;
    const names = superOptions.split(',').filter((option) => !MOUNT_FLAGS.has(option));
    const wanted = names.filter((option) => !option.startsWith('release_agent='));
    found.set(mountPoint, {
      version: kind === 'cgroup' ? 1 : 2,
      folder: path.relative(ROOT, mountPoint) || '.',
      mountPoint,
      options: wanted[0]?.startsWith('name=') ? `none,${wanted.join(',')}` : wanted.join(','),
    });
  }
  const hierarchies = [...found.values()];
  if (hierarchies.length === 0) throw new Error(`no control groups are mounted at ${ROOT}`);
  const version = hierarchies.some((one) => one.version === 1) ? 1 : 2;
  return { version, hierarchies };
}

/** Makes the group of one member in every hierarchy, ready to take processes. */
export async function makeCgroup(layout: Layout, name: string, member: string): Promise<void> {
  for (const { version, mountPoint } of layout.hierarchies) {
    let folder = mountPoint;
    for (const part of cgroupPath(name, member).split('/')) {
      const parent = folder;
      folder = path.join(parent, part);
      if (version === 2 && layout.version === 2) await enableControllers(parent);
      await mkdir(folder, { recursive: true });
      if (version === 1) await inheritCpuset(parent, folder);
    }
    await raiseShare(path.join(mountPoint, CGROUP_ROOT));
  }
}

/** Of the machine's processors, in multiples of what one ordinary program gets. */
const SHARE = 16;
/** The files of the share and what they hold for an ordinary program (cgroup-v2.rst, sched-design-CFS.rst). */
const SHARES = [
  ['cpu.shares', 1024],
  ['cpu.weight', 100],
] as const;

/** All labs together would get no more of a busy machine than one program that runs beside them. */
async function raiseShare(folder: string): Promise<void> {
  for (const [name, ordinary] of SHARES) {
    // only in the hierarchy that has the processors, if any
    const value = String(ordinary * SHARE);
    await writeFile(path.join(folder, name), value, { flag: 'r+' }).catch(() => undefined);
  }
}

/** The cgroup.procs files that the member's first process writes itself into. */
export const procsFiles = (layout: Layout, name: string, member: string): string[] =>
  layout.hierarchies.map((one) =>
    path.join(one.mountPoint, cgroupPath(name, member), 'cgroup.procs'),
  );

/** Under v2 a controller is in a group only if the parent hands it down (cgroup-v2.rst). */
async function enableControllers(folder: string): Promise<void> {
  const controllers = await readFile(path.join(folder, 'cgroup.controllers'), 'utf8');
  for (const controller of controllers.trim().split(' ').filter(Boolean)) {
    // one by one: a controller that cannot be handed down must not keep the others back
    const file = path.join(folder, 'cgroup.subtree_control');
    await writeFile(file, `+${controller}`).catch(() => undefined);
  }
}

/** A v1 cpuset takes no process before it has processors and memory nodes of its own. */
async function inheritCpuset(parent: string, folder: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const from = await readFile(path.join(parent, file), 'utf8').catch(() => undefined);
    if (from !== undefined) await writeFile(path.join(folder, file), from);
  }
}

async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory());
  const deeper = await Promise.all(below.map((entry) => tree(path.join(folder, entry.name))));
  return [...deeper.flat(), folder];
}

/**
 * All processes of a lab, or of one member of it, by their numbers on this machine. The first
 * hierarchy has them all: it is the first that a member's first process enters, and nothing in a
 * host can leave the group that is the host's own root.
 */
export async function processesOf(
  layout: Layout,
  name: string,
  member?: string,
): Promise<number[]> {
  const found = new Set<number>();
  const { mountPoint = ROOT } = layout.hierarchies[0] ?? {};
  for (const folder of await tree(path.join(mountPoint, cgroupPath(name, member)))) {
    const text = await readFile(path.join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
    for (const pid of text.split('\n').filter(Boolean)) found.add(Number(pid));
  }
  found.delete(0); // a process outside our pid namespace
  return [...found];
}

/** Kills all processes of a lab or member and waits until the kernel has reaped them. */
export async function killAll(layout: Layout, name: string, member?: string): Promise<void> {
  const gone = async (): Promise<boolean> => {
    const pids = await processesOf(layout, name, member);
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it ended between the listing and the signal
      }
    }
    return pids.length === 0;
  };
  await waitFor(`the processes of ${cgroupPath(name, member)} end`, gone, 30_000);
}

/** Removes the groups of a lab (and the labs' common parent when it is empty). */
export async function removeCgroups(layout: Layout, name: string): Promise<void> {
  for (const { mountPoint } of layout.hierarchies) {
    const top = path.join(mountPoint, cgroupPath(name));
    const removed = async (): Promise<boolean> => {
      for (const folder of await tree(top)) await rmdir(folder).catch(() => undefined);
      return (await readdir(top).catch(() => [])).length === 0;
    };
    await waitFor(`removal of ${top}`, removed, 10_000);
    await rmdir(path.join(mountPoint, CGROUP_ROOT)).catch(() => undefined); // other labs use it
  }
}
