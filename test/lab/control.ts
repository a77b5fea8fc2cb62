import { lowerTrees } from './base.ts';
import { startHost, stopHost } from './boot.ts';
import { cgroupLayout, type Layout } from './cgroups.ts';
import { livePid, setCut, type HostRef } from './host.ts';
import { run, type CommandResult, type RunOptions } from './run.ts';
import { readSnapshot, type Snapshot, type SnapshotOptions } from './snapshot.ts';
import { stateOf } from './state.ts';

/** Switches a host on that is off, and waits until it answers. */
export async function powerOn(name: string, index: number): Promise<void> {
  const { layout, host, docker } = await find(name, index);
  const lower = await lowerTrees(docker ? 'docker' : 'plain', () => undefined);
  await startHost(layout, host, { lower, docker });
}

/** Takes the power from a host: nothing on it has time to say good-bye. */
export async function powerOff(name: string, index: number): Promise<void> {
  const { layout, host } = await find(name, index);
  await stopHost(layout, host);
}

/** Pulls a host's network cable. */
export async function cut(name: string, index: number): Promise<void> {
  await setCut((await find(name, index)).host, true);
}

/** Puts a host's network cable back. */
export async function mend(name: string, index: number): Promise<void> {
  await setCut((await find(name, index)).host, false);
}

/** Runs a program on a host as root, past its network and sshd. Throws where the host is off. */
export async function exec(
  name: string,
  index: number,
  argv: string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const [file, ...args] = await enterCommand(name, index, argv);
  return run(file, args, options);
}

/** The command line that runs a program on a host as root, for who wants to start it himself. */
export async function enterCommand(
  name: string,
  index: number,
  argv: string[],
): Promise<[string, ...string[]]> {
  const { layout, host } = await find(name, index);
  const target = String(await livePid(layout, host));
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const environment = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LC_ALL=C.UTF-8'];
  return ['nsenter', '--target', target, ...namespaces, '--', 'env', '-i', ...environment, ...argv];
}

/**
 * What is on the host's disk, to be compared with a later look. Throws where the host is off.
 * What is left out is listed in snapshot.ts.
 */
export async function snapshot(
  name: string,
  index: number,
  options: SnapshotOptions = {},
): Promise<Snapshot> {
  const { layout, host } = await find(name, index);
  const pid = await livePid(layout, host);
  const [plain = ''] = await lowerTrees('plain', () => undefined);
  return readSnapshot(`/proc/${pid}/root`, plain, options);
}

type Found = { layout: Layout; host: HostRef; docker: boolean };

async function find(name: string, index: number): Promise<Found> {
  const state = await stateOf(name);
  const known = state.hosts.find((host) => host.index === index);
  if (known === undefined) throw new Error(`lab ${name} has no host ${index}`);
  const host = { lab: name, net: state.net, index };
  return { layout: await cgroupLayout(), host, docker: known.docker };
}
