import { z } from 'zod';
import type { AddHostsRaw } from '../../../shared/contract/host.ts';
import { nodeLists } from '../create/machine-request.ts';
import {
  checkMachines,
  machineFields,
  type MachinesOutput,
  type Role,
} from '../create/machines.ts';

/** What a host can become in a cluster that stands: its masters are chosen when it is created. */
export const addedRoles: readonly Role[] = ['worker', 'shared'];

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
