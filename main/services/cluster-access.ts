import type { Cluster } from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { registryPurpose } from '../secrets/vault.ts';
import type { ClusterRecord, ClusterRepository } from '../store/clusters.ts';
import { clusterView } from './cluster-views.ts';
import type { SecretFields } from './secret-fields.ts';
import type { Actor } from './types.ts';

/** What every service of clusters needs: to find one and to show it. */
export interface ClusterAccess {
  /** @throws ControlPlaneError E50004 for an id that is none of this tenant's clusters */
  find(actor: Actor, id: string): ClusterRecord;
  /** As the API and the page see it, secrets masked. */
  view(cluster: ClusterRecord): Cluster;
}

export function createClusterAccess(
  clusters: ClusterRepository,
  secretFields: SecretFields,
): ClusterAccess {
  return {
    find(actor, id) {
      const found = clusters.find(id);
      if (found?.tenantId === actor.tenantId) return found;
      throw new ControlPlaneError('E50004', `There is no cluster ${id}.`);
    },
    view(cluster) {
      const registries = cluster.registries.map((registry) => ({
        ...registry,
        password: secretFields.show(cluster.id, registryPurpose(registry._id)),
      }));
      return clusterView(cluster, registries);
    },
  };
}
