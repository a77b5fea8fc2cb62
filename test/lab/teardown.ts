import { constants } from 'node:os';
import { cgroupLayout, killAll, removeCgroups } from './cgroups.ts';
import { stopHost } from './boot.ts';
import { withLock } from './lock.ts';
import { hasEnded } from './owner.ts';
import { restoreLimits } from './machine.ts';
import { removeBridge } from './network.ts';
import {
  checkName,
  labNames,
  readState,
  removeState,
  removeStateFolder,
  type LabState,
} from './state.ts';

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

/** Takes down the labs whose owner has ended, however it ended. @returns their names */
export function downAbandoned(): Promise<string[]> {
  return downWhere(async ({ owner }) => owner !== undefined && (await hasEnded(owner)));
}

/** Takes down every lab that stands for a process. @returns their names */
export function downOwnedBy(pid: number): Promise<string[]> {
  return downWhere(({ owner }) => Promise.resolve(owner?.pid === pid));
}

async function downWhere(isMeant: (state: LabState) => Promise<boolean>): Promise<string[]> {
  const names = await labNames();
  const meant = names.map(async (name) => {
    const state = await readState(name);
    return state !== undefined && (await isMeant(state));
  });
  const which = await Promise.all(meant);
  const chosen = names.filter((_, at) => which[at]);
  await Promise.all(chosen.map(down));
  return chosen;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SIGNALLED = 128;

/** For programs that own labs: a signal takes the labs down before it ends the process. */
export function downOnSignals(): void {
  let stopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void downOwnedBy(process.pid).then(
        () => process.exit(SIGNALLED + constants.signals[signal]),
        () => process.exit(1),
      );
    });
  }
}
