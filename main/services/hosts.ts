import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { ClusterRepository } from '../store/clusters.ts';
import type { HostRepository } from '../store/hosts.ts';
import { hostItem, hostView } from './cluster-views.ts';
import { sortKeys } from './ordering.ts';
import type { HostService } from './types.ts';

const sortFields = {
  _id: 'id',
  hostId: 'id',
  hostName: 'hostName',
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
  return {
    list(actor, clusterId, query) {
      const cluster = clusters.find(clusterId);
      if (cluster?.tenantId !== actor.tenantId) {
        throw new ControlPlaneError('E50004', `There is no cluster ${clusterId}.`);
      }
      const first = cluster.pubkeyIds?.[0];
      const name = first === undefined ? '' : pubkeyName(actor.tenantId, first);
      const order = sortKeys(query.sort, sortFields, 'time_create');
      return hosts.list(clusterId, query, order).map((host) => hostItem(host, name));
    },
    get(actor, id, clusterId) {
      const host = hosts.find(id);
      const isOf = clusterId === undefined || host?.clusterId === clusterId;
      if (isOf && host?.tenantId === actor.tenantId) return hostView(host);
      throw new ControlPlaneError('E50103', `There is no host ${id}.`);
    },
  };
}
