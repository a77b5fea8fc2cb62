import { rm } from 'node:fs/promises';
import { stopHost } from './boot.ts';
import { cgroupLayout } from './cgroups.ts';
import { folderOf } from './host.ts';
import type { HostOptions } from './lab.ts';
import { withLock } from './lock.ts';
import { stateOf, writeState } from './state.ts';

/**
 * Switches hosts off and throws their disks away: the next `up` makes them anew, at the same
 * addresses, with disks and keys of their own and of the kind that is said here.
 */
export async function discard(
  name: string,
  hosts: ReadonlyMap<number, HostOptions>,
): Promise<void> {
  const layout = await cgroupLayout();
  await withLock(`lab-${name}`, async () => {
    const state = await stateOf(name);
    const going = state.hosts.filter(({ index }) => hosts.has(index));
    await Promise.all(
      going.map(async (host) => {
        const ref = { lab: name, net: state.net, index: host.index };
        await stopHost(layout, ref);
        await rm(folderOf(ref), { recursive: true, force: true, maxRetries: 5 });
        const { docker = true, diskMb } = hosts.get(host.index) ?? {};
        Object.assign(host, { docker, diskMb });
      }),
    );
    await withLock('machine', () => writeState(name, state));
  });
}
