import { z } from 'zod';
import { clusterStatuses } from '../../shared/contract/cluster.ts';
import type { OperationKind } from '../../shared/contract/operation.ts';

const absent = z.undefined().optional();

/** Every kind of operation has these, or says that it has them not, so that all can be asked. */
const common = {
  /** hosts that take part */
  hostIds: z.array(z.string()),
  /** the cluster's status when it was asked for */
  statusBefore: z.enum(clusterStatuses).optional(),
  ids: absent,
  takeOver: absent,
  writeOff: absent,
  replaces: absent,
};

/** New hosts; those of a controller that is gone may be taken over. */
const comingHosts = z.object({ ...common, takeOver: z.boolean().optional() });

/** Hosts that go; those that do not answer may be given up. */
const goingHosts = z.object({ ...common, writeOff: z.boolean().optional() });

/** A machine that comes in the place of a host that goes, which need not answer. */
const replacement = z.object({
  ...common,
  takeOver: z.boolean().optional(),
  writeOff: z.boolean().optional(),
  /** the host that goes */
  replaces: z.string(),
});

/** Keys or registries that are added or removed. */
const records = z.object({ ...common, ids: z.array(z.string()) });

/**
 * What an operation of each kind was asked to do; ids only, no secrets. Versions of the program
 * read each other's, so a field may be added and none may change its meaning.
 */
export const operationInputs = {
  'create-cluster': comingHosts,
  'delete-cluster': goingHosts,
  'add-hosts': comingHosts,
  'remove-hosts': goingHosts,
  'replace-host': replacement,
  'add-pubkeys': records,
  'remove-pubkeys': records,
  'add-registries': records,
  'remove-registries': records,
} as const satisfies Record<OperationKind, z.ZodType>;

export type OperationInput<K extends OperationKind = OperationKind> = z.output<
  (typeof operationInputs)[K]
>;
