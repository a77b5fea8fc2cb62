import {
  clusterActions,
  type ClusterAction,
  type ClusterStatus,
} from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import {
  isUnfinished,
  operationActions,
  type OperationAction,
  type OperationKind,
  type OperationState,
} from '../../shared/contract/operation.ts';

/** The statuses of a cluster in which an action is possible. */
const POSSIBLE: Readonly<Record<ClusterAction, readonly ClusterStatus[]>> = {
  addHosts: ['RUNNING', 'FAILED'],
  removeHosts: ['RUNNING', 'FAILED'],
  replaceHost: ['RUNNING', 'FAILED'],
  addPubkeys: ['RUNNING'],
  removePubkeys: ['RUNNING'],
  addRegistries: ['RUNNING'],
  removeRegistries: ['RUNNING'],
  delete: ['RUNNING', 'FAILED'],
};

/** Actions for which some of the hosts must run, and how to say that none does. */
const NEEDS: Readonly<Partial<Record<ClusterAction, 'host' | 'master'>>> = {
  // nothing can join where no master answers
  addHosts: 'master',
  replaceHost: 'master',
  addPubkeys: 'host',
  removePubkeys: 'host',
  addRegistries: 'host',
  removeRegistries: 'host',
};

/** Seconds after which a busy cluster is worth asking again. */
const BUSY_SECONDS = 10;

/** What decides what can be done to a cluster. */
export interface ClusterFacts {
  readonly name: string;
  readonly status: ClusterStatus;
  /** how many of its hosts run */
  readonly instances: number;
  /** how many of its masters run */
  readonly masters: number;
}

function lacks({ instances, masters }: Omit<ClusterFacts, 'name'>, action: ClusterAction) {
  const need = NEEDS[action];
  const has = need === 'master' ? masters : instances;
  return need !== undefined && has === 0 ? need : undefined;
}

/** What can be done to a cluster. */
export function actionsOfCluster(facts: Omit<ClusterFacts, 'name'>): ClusterAction[] {
  return clusterActions.filter(
    (action) => POSSIBLE[action].includes(facts.status) && !lacks(facts, action),
  );
}

/** @throws ControlPlaneError E50016, E50106 where the action is not among the possible ones */
export function requireClusterAction(cluster: ClusterFacts, action: ClusterAction): void {
  const { name, status } = cluster;
  if (POSSIBLE[action].includes(status)) {
    const lack = lacks(cluster, action);
    if (!lack) return;
    throw new ControlPlaneError('E50106', `Cluster "${name}" has no running ${lack}.`);
  }
  const message = `Cluster "${name}" is ${status}.`;
  if (status === 'TERMINATED') {
    const fix = 'It is gone for good, so there is nothing to wait for or to do.';
    throw new ControlPlaneError('E50016', message, { fix });
  }
  // a FAILED cluster stays so until somebody does something; what is at work ends by itself
  const passes = status !== 'FAILED' && status !== 'RUNNING';
  throw new ControlPlaneError('E50016', message, passes ? { retryAfter: BUSY_SECONDS } : {});
}

/** Kinds whose phases can take themselves back. */
const REVERSIBLE: ReadonlySet<OperationKind> = new Set(['create-cluster', 'add-hosts']);

/** What decides what can be done to an operation. */
export interface OperationFacts {
  readonly kind: OperationKind;
  readonly state: OperationState;
  /** of its cluster; undefined where that is not there any more */
  readonly clusterStatus: ClusterStatus | undefined;
  /** whether no later operation has been at its cluster */
  readonly isNewest: boolean;
  /** whether it has steps that failed or were cancelled */
  readonly hasOpenSteps: boolean;
}

/** Why nothing but cancelling is possible; undefined where something may be. */
function obstacle({ clusterStatus, isNewest }: OperationFacts): string | undefined {
  if (!clusterStatus || clusterStatus === 'TERMINATED') return 'Its cluster is terminated.';
  return isNewest ? undefined : 'A later operation has worked on its cluster.';
}

function isPossible(facts: OperationFacts, action: OperationAction): boolean {
  const { kind, state, hasOpenSteps } = facts;
  if (action === 'cancel') return isUnfinished(state);
  if (obstacle(facts) !== undefined) return false;
  const stopped = state === 'failed' || state === 'cancelled';
  if (action === 'rollback') return stopped && REVERSIBLE.has(kind);
  return stopped || ((state === 'partial' || state === 'succeeded') && hasOpenSteps);
}

/** The state in which a retry goes on: what takes itself back goes on taking back. */
export function retryState({ isRollback }: { readonly isRollback: boolean }): OperationState {
  return isRollback ? 'rolling-back' : 'pending';
}

/** What can be done to an operation. */
export function actionsOfOperation(facts: OperationFacts): OperationAction[] {
  return operationActions.filter((action) => isPossible(facts, action));
}

/** @throws ControlPlaneError E60001 where the action is not among the possible ones */
export function requireOperationAction(facts: OperationFacts, action: OperationAction): void {
  if (isPossible(facts, action)) return;
  const { kind, state } = facts;
  const why = action === 'cancel' ? undefined : obstacle(facts);
  const refused = `A ${kind} operation that is ${state} cannot do this: ${action}.`;
  throw new ControlPlaneError('E60001', why ?? refused);
}
