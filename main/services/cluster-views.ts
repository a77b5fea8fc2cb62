import type { Cluster, ClusterAction } from '../../shared/contract/cluster.ts';
import type { Registry } from '../../shared/contract/registry.ts';
import type { Host, HostListItem } from '../../shared/contract/host.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';

/** A cluster as the API and the page see it. @param registries with their secrets masked */
export function clusterView(
  record: ClusterRecord,
  registries: Registry[],
  actions: ClusterAction[],
): Cluster {
  return {
    _id: record.id,
    name: record.name,
    owner: record.owner,
    endPoint: record.endPoint,
    instances: record.instances,
    pubkeyId: record.pubkeyIds ?? [],
    providerId: record.providerId,
    details: record.details,
    status: record.status,
    type: record.type,
    createCategory: record.category,
    stack: record.stack,
    user_id: record.userId,
    tenant_id: record.tenantId,
    time_create: record.timeCreate,
    time_update: record.timeUpdate,
    dockerRegistries: registries,
    setProjectvalue: { cmi: record.cmi },
    actions,
  };
}

function common(host: HostRecord) {
  return {
    hostName: host.hostName,
    clusterId: host.clusterId,
    clusterName: host.clusterName,
    status: host.status,
    ip: host.ip,
    privateIp: host.privateIp,
    isMasterNode: host.isMaster,
    isSlaveNode: host.isSlave,
    isSharedNode: host.isShared,
    isFullfilled: host.isFulfilled,
    isClientNode: host.isClient,
    user_id: host.userId,
    tenant_id: host.tenantId,
    type: host.type,
    time_create: host.timeCreate,
    time_update: host.timeUpdate,
  };
}

/** A host in a list. Figures stay empty until a monitor has read them. */
export function hostItem(host: HostRecord, pubkeyName: string): HostListItem {
  return {
    hostId: host.id,
    ...common(host),
    task: 0,
    cpu: '',
    memory: '',
    gpu: '',
    tag: host.tags,
    pubkeyName,
  };
}

export function hostView(host: HostRecord): Host {
  return {
    _id: host.id,
    ...common(host),
    isMonitorServer: host.isMonitor,
    sshUser: host.sshUser,
  };
}
