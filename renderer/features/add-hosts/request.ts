import { z } from 'zod';
import type { AddHostsRaw, HostRole } from '../../../shared/contract/host.ts';
import { checkMachines, machineFields, nodeLists, type MachinesOutput } from '../machines/index.ts';

/** What a host can become in a cluster that stands: its masters are chosen when it is created. */
export const addedRoles: readonly HostRole[] = ['pure', 'shared'];

/** The form for more hosts: of a cluster that stands only the machines are asked. */
export const addHostsSchema = z.object(machineFields).superRefine(checkMachines);

/** The form as the control plane takes it. */
export function toAddRequest(values: MachinesOutput): AddHostsRaw {
  const { sharedNodes, pureslaveNodes } = nodeLists(values);
  return {
    addMode: 'reuse',
    takeOver: values.takeOver,
    sharedCount: sharedNodes.length,
    pureslaveCount: pureslaveNodes.length,
    sharedNodes,
    pureslaveNodes,
  };
}
