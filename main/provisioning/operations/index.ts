import type { OperationKind } from '../../../shared/contract/operation.ts';
import type { OperationDefinition } from '../operation.ts';
import { addHosts } from './add-hosts.ts';
import { addPubkeys, addRegistries, removePubkeys, removeRegistries } from './change-hosts.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import { removeHosts } from './remove-hosts.ts';

/** Every operation there is. @param controllerId whose marker the hosts get */
export function operationDefinitions(
  controllerId: string,
): Record<OperationKind, OperationDefinition> {
  return {
    'create-cluster': createCluster(controllerId),
    'delete-cluster': deleteCluster,
    'add-hosts': addHosts(controllerId),
    'remove-hosts': removeHosts,
    'add-pubkeys': addPubkeys,
    'remove-pubkeys': removePubkeys,
    'add-registries': addRegistries,
    'remove-registries': removeRegistries,
  };
}
