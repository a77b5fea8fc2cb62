import type { HostKeyCheck, Login } from '../remote/login.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationInput } from '../store/operation-inputs.ts';
import type { RegistryAccess } from './phase.ts';

/** Where a run has its cluster and hosts from: the store, or the drafts of a plan. */
export interface RunContext {
  readonly input: OperationInput;
  /** who we are to the hosts */
  readonly controllerId: string;
  cluster(): ClusterRecord;
  /** the hosts of the operation, as they are now */
  hosts(): HostRecord[];
  /** running masters of the cluster, else those of this operation */
  managers(): HostRecord[];
  updateHost(id: string, change: Partial<HostRecord>): void;
  updateCluster(change: Partial<ClusterRecord>): void;
  login(host: HostRecord): Login;
  checkHostKey: HostKeyCheck;
  /** what the hosts are to have once the operation is done; of several at an address the last */
  registries(): RegistryAccess[];
  /** registries that the operation takes off the hosts */
  leavingRegistries(): RegistryAccess[];
  pubkeys(): string[];
  /** public keys that the operation takes off the hosts */
  leavingPubkeys(): string[];
}
