import type { Cluster, ClusterStatus } from '../../../shared/contract/cluster.ts';

/** While one of these is on, an operation holds the cluster and the control plane refuses others. */
const busy: ReadonlySet<ClusterStatus> = new Set(['INSTALLING', 'MODIFYING', 'TERMINATING']);

export function canDelete({ status }: Cluster): boolean {
  return status !== 'TERMINATED' && !busy.has(status);
}
