import type { Cluster } from '../../../shared/contract/cluster.ts';
import type { OperationKind } from '../../../shared/contract/operation.ts';
import type { OperationDefinition } from '../operation.ts';
import { stackOf } from '../stacks/index.ts';
import type { Stack } from '../stacks/stack.ts';
import { addHosts } from './add-hosts.ts';
import { addPubkeys, addRegistries, removePubkeys, removeRegistries } from './change-hosts.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import { replaceHost } from './replace-host.ts';
import { removeHosts } from './remove-hosts.ts';

const definitions: Record<OperationKind, (stack: Stack) => OperationDefinition> = {
  'create-cluster': createCluster,
  'delete-cluster': deleteCluster,
  'add-hosts': addHosts,
  'remove-hosts': removeHosts,
  'replace-host': replaceHost,
  'add-pubkeys': () => addPubkeys,
  'remove-pubkeys': () => removePubkeys,
  'add-registries': () => addRegistries,
  'remove-registries': () => removeRegistries,
};

/** An operation on a cluster of a stack. @throws for a stack that this version cannot build */
export function operationDefinition(
  kind: OperationKind,
  stack: Cluster['stack'],
): OperationDefinition {
  return definitions[kind](stackOf({ stack }));
}
