import { cgroupLayout } from './cgroups.ts';
import { initPid, isCut } from './host.ts';
import { hostAddress, subnetOf } from './paths.ts';
import { labNames, readState } from './state.ts';

export type LabSummary = {
  name: string;
  subnet: string;
  hosts: { index: number; address: string; docker: boolean; on: boolean; cut: boolean }[];
  registry: boolean;
  /** False where `up` was interrupted before it began: only `down` helps. */
  complete: boolean;
};

/** All labs of this machine. */
export async function list(): Promise<LabSummary[]> {
  const names = (await labNames()).toSorted();
  return Promise.all(names.map(summarise));
}

async function summarise(name: string): Promise<LabSummary> {
  const state = await readState(name);
  if (state === undefined) {
    return { name, subnet: '', hosts: [], registry: false, complete: false };
  }
  const layout = await cgroupLayout();
  const hosts = state.hosts.map(async ({ index, docker }) => {
    const host = { lab: name, net: state.net, index };
    const on = (await initPid(layout, host)) !== undefined;
    return { index, address: hostAddress(state.net, index), docker, on, cut: await isCut(host) };
  });
  return {
    name,
    subnet: subnetOf(state.net),
    hosts: await Promise.all(hosts),
    registry: state.registry,
    complete: true,
  };
}
