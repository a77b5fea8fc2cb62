import type { Cluster } from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { registryPurpose } from '../secrets/vault.ts';
import type { ClusterRecord, ClusterRepository } from '../store/clusters.ts';
import { clusterView } from './cluster-views.ts';
import type { HostRepository } from '../store/hosts.ts';
import { actionsOfCluster, type ClusterFacts } from './actions.ts';
import type { SecretFields } from './secret-fields.ts';
import type { Actor } from './types.ts';

/** What every service of clusters needs: to find one and to show it. */
export interface ClusterAccess {
  /** @throws ControlPlaneError E50004 for an id that is none of this tenant's clusters */
  find(actor: Actor, id: string): ClusterRecord;
  /** As the API and the page see it, secrets masked. */
  view(cluster: ClusterRecord): Cluster;
  /** What decides what can be done to it. */
  facts(cluster: ClusterRecord): ClusterFacts;
}

export function createClusterAccess(
  clusters: ClusterRepository,
  hosts: HostRepository,
  secretFields: SecretFields,
): ClusterAccess {
  const facts = ({ id, name, status, instances }: ClusterRecord): ClusterFacts => ({
    name,
    status,
    instances,
    masters: hosts.runningMasters(id),
  });
  return {
    facts,
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
      return clusterView(cluster, registries, actionsOfCluster(facts(cluster)));
    },
  };
}
