import type {
  Cluster,
  ClusterListQuery,
  CreateClusterInput,
} from '../../shared/contract/cluster.ts';
import type { FieldError } from '../../shared/contract/errors.ts';
import type {
  AddHostsInput,
  AllHostsQuery,
  Host,
  HostListItem,
  HostListQuery,
  RemoveHostsInput,
  ReplaceHostInput,
} from '../../shared/contract/host.ts';
import type {
  Operation,
  OperationEvent,
  OperationListQuery,
  OperationLogEvent,
  OperationLogQuery,
  OperationSummary,
  Plan,
} from '../../shared/contract/operation.ts';
import type { TokenScope } from '../../shared/contract/token.ts';

export type Scope = TokenScope;

/** Who calls: taken from the token, or the local user in the window. */
export interface Actor {
  readonly userId: string;
  readonly tenantId: string;
  readonly userName: string;
  readonly scope: Scope;
}

export interface List<T> {
  /** all of them at once; a list without a limit is better read in pieces */
  readonly items: T[];
  /** how many match in all, before skip and limit: counted when it is read */
  readonly total: number;
  /** the same items in pieces of bounded size, each read when it is asked for */
  pieces(): Iterable<T[]>;
}

/** An operation that was started, and its cluster. */
export interface StartedChange {
  readonly cluster: Cluster;
  readonly operationId: string;
  /** fields of the request that change nothing; absent: none */
  readonly warnings?: readonly FieldError[];
}

/** Clusters: rules of contract.md section 4. All methods throw ControlPlaneError. */
export interface ClusterService {
  list(actor: Actor, query: ClusterListQuery): List<Cluster>;
  get(actor: Actor, id: string): Cluster;
  /** Free and well formed: returns; E50011, E50003 otherwise. An absent user means the actor. */
  checkName(actor: Actor, name: string, userId?: string): void;
  /** Starts the operation; the cluster answers as INSTALLING. */
  create(actor: Actor, input: CreateClusterInput): StartedChange;
  /** @param signal ends the look at the hosts */
  plan(actor: Actor, input: CreateClusterInput, signal: AbortSignal): Promise<Plan>;
  /** @param writeOff hosts that do not answer are given up instead of failing the operation */
  remove(actor: Actor, id: string, writeOff?: boolean): { operationId: string | null };
}

/** Changes of a cluster that stands: its hosts, keys and registries. */
export interface ClusterChangeService {
  /** The cluster answers as it was before the change. */
  addHosts(actor: Actor, id: string, input: AddHostsInput): StartedChange;
  /** @param signal ends the look at the hosts */
  planHosts(actor: Actor, id: string, input: AddHostsInput, signal: AbortSignal): Promise<Plan>;
  removeHosts(actor: Actor, id: string, input: RemoveHostsInput): { operationId: string | null };
  /** A machine takes the place of a host that is lost. */
  replaceHost(
    actor: Actor,
    id: string,
    hostId: string,
    input: ReplaceHostInput,
  ): { operationId: string | null };
  /** These four answer when the hosts have it; a host that failed is an error that names it. */
  addPubkeys(actor: Actor, id: string, ids: string[]): Promise<void>;
  removePubkeys(actor: Actor, id: string, ids: string[]): Promise<void>;
  addRegistries(actor: Actor, id: string, ids: string[]): Promise<void>;
  removeRegistries(actor: Actor, id: string, ids: string[]): Promise<void>;
}

export interface HostService {
  /** The hosts of all clusters. */
  list(actor: Actor, query: AllHostsQuery): List<HostListItem>;
  ofCluster(actor: Actor, clusterId: string, query: HostListQuery): List<HostListItem>;
  /** @param clusterId where given, a host of another cluster is as unknown as none */
  get(actor: Actor, id: string, clusterId?: string): Host;
}

export interface OperationService {
  list(actor: Actor, query: OperationListQuery): List<OperationSummary>;
  get(actor: Actor, id: string): Operation;
  retry(actor: Actor, id: string): Operation;
  cancel(actor: Actor, id: string): Operation;
  rollback(actor: Actor, id: string): Operation;
  /** Resolves when the operation does not run any more, the time is over or the signal fires. */
  wait(id: string, ms: number, signal: AbortSignal): Promise<void>;
  /** The log lines that match, in their order. */
  logs(actor: Actor, id: string, query: OperationLogQuery): List<OperationLogEvent>;
  /** The events after `after`, then live ones until the operation has ended or the signal fires. */
  events(
    actor: Actor,
    id: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<OperationEvent>;
}
