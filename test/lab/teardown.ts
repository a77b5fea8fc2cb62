import { cgroupLayout, killAll, removeCgroups } from './cgroups.ts';
import { stopHost } from './boot.ts';
import { withLock } from './lock.ts';
import { restoreLimits } from './machine.ts';
import { removeBridge } from './network.ts';
import { checkName, labNames, readState, removeState, removeStateFolder } from './state.ts';

/** Removes a lab and all it made, a half-finished one too. Does nothing where there is none. */
export async function down(name: string): Promise<void> {
  checkName(name);
  if (!(await labNames()).includes(name)) return;
  const layout = await cgroupLayout();
  await withLock(`lab-${name}`, async () => {
    const state = await readState(name);
    if (state !== undefined) {
      const hosts = state.hosts.map(({ index }) => ({ lab: name, net: state.net, index }));
      await Promise.all(hosts.map((host) => stopHost(layout, host)));
    }
    await killAll(layout, name); // the registry, and what a half-finished start left
    await removeCgroups(layout, name);
    if (state !== undefined) {
      const indexes = state.hosts.map((host) => host.index);
      await removeBridge(state.net, indexes);
    }
    await withLock('machine', async () => {
      await removeState(name);
      if ((await labNames()).length > 0) return;
      await restoreLimits();
      await removeStateFolder();
    });
  });
}
