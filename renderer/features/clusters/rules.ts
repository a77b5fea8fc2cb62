import type { Cluster, ClusterStatus } from '../../../shared/contract/cluster.ts';
import type { HostListItem } from '../../../shared/contract/host.ts';

/** While one of these is on, an operation holds the cluster and the control plane refuses others. */
const busy: ReadonlySet<ClusterStatus> = new Set(['INSTALLING', 'MODIFYING', 'TERMINATING']);

/** Whether hosts may be added and removed, or the whole be deleted. */
export function isChangeable({ status }: Cluster): boolean {
  return status !== 'TERMINATED' && !busy.has(status);
}

/** Whether a host may leave its cluster: masters go with the whole only. */
export function isRemovable({ isMasterNode, status }: HostListItem): boolean {
  return !isMasterNode && status !== 'TERMINATED';
}
