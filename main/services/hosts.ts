import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { AllHostsQuery, HostListItem } from '../../shared/contract/host.ts';
import type { ClusterRepository } from '../store/clusters.ts';
import type { HostRepository } from '../store/hosts.ts';
import { hostItem, hostView } from './cluster-views.ts';
import { sortKeys } from './ordering.ts';
import type { Actor, HostService, List } from './types.ts';

const sortFields = {
  _id: 'id',
  hostId: 'id',
  hostName: 'hostName',
  clusterName: 'clusterName',
  status: 'status',
  ip: 'ip',
  privateIp: 'privateIp',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

/** @param pubkeyName the name of a key, "" where it is gone */
export function createHostService(
  clusters: ClusterRepository,
  hosts: HostRepository,
  pubkeyName: (tenantId: string, id: string) => string,
): HostService {
  function list({ tenantId }: Actor, query: AllHostsQuery): List<HostListItem> {
    const names = new Map<string, string>();
    /** The name of the first key of a cluster, looked up once. */
    const keyOf = (clusterId: string): string => {
      const known = names.get(clusterId);
      if (known !== undefined) return known;
      const first = clusters.find(clusterId)?.pubkeyIds?.[0];
      const name = first === undefined ? '' : pubkeyName(tenantId, first);
      names.set(clusterId, name);
      return name;
    };
    const order = sortKeys(query.sort, sortFields, 'time_create');
    return hosts.list(tenantId, query, order).map((host) => hostItem(host, keyOf(host.clusterId)));
  }

  return {
    list,
    ofCluster(actor, clusterId, query) {
      if (clusters.find(clusterId)?.tenantId !== actor.tenantId) {
        throw new ControlPlaneError('E50004', `There is no cluster ${clusterId}.`);
      }
      return list(actor, { ...query, cluster_id: clusterId });
    },
    get(actor, id, clusterId) {
      const host = hosts.find(id);
      const isOf = clusterId === undefined || host?.clusterId === clusterId;
      if (isOf && host?.tenantId === actor.tenantId) return hostView(host);
      throw new ControlPlaneError('E50103', `There is no host ${id}.`);
    },
  };
}
