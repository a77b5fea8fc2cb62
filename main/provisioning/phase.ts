import type { Problem } from '../../shared/contract/errors.ts';
import type { PhaseName } from '../../shared/contract/phases.ts';
import type { RemoteHost } from '../remote/remote-host.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationInput } from '../store/operation-inputs.ts';
import type { HostLedger } from './host-ledger.ts';

/** A registry with its password in clear, as a host needs it. */
export interface RegistryAccess {
  readonly id: string;
  readonly address: string;
  readonly secure: boolean;
  readonly caText: string;
  readonly username: string;
  readonly password: string;
  readonly isSystem: boolean;
}

/** What one phase sees of one host. */
export interface StepContext {
  readonly cluster: ClusterRecord;
  readonly host: HostRecord;
  /** the hosts of this operation that have not failed, this one included */
  readonly hosts: readonly HostRecord[];
  readonly input: OperationInput;
  /** who we are to the hosts */
  readonly controllerId: string;
  readonly remote: RemoteHost;
  readonly ledger: HostLedger;
  /** a plan is made: `change` has no effect */
  readonly dry: boolean;
  readonly signal: AbortSignal;
  /**
   * The guard that every change of the host goes through: a plan has no effect, and the host itself
   * says first that it is this cluster's.
   * @throws ControlPlaneError HOST_TAKEN, HOST_MANIFEST_DAMAGED
   */
  change(what: string, effect: () => Promise<void>): Promise<void>;
  /** The same for a change of the cluster by way of a manager, of which managerDocker makes sure. */
  changeCluster(what: string, effect: () => Promise<void>): Promise<void>;
  /** A line for the operation's log; known secrets are taken out. */
  log(line: string): void;
  /** Writes what was learnt about the host. */
  update(change: Partial<HostRecord>): void;
  /** Writes what was learnt about the cluster. */
  updateCluster(change: Partial<ClusterRecord>): void;
  /** The connection to another host of the cluster. */
  peer(host: HostRecord): RemoteHost;
  /** Masters to talk to the orchestrator with: running ones, else those of this operation. */
  managers(): HostRecord[];
  /** What the host is to have once the operation is done; of several at an address the last. */
  registries(): RegistryAccess[];
  /** Registries that the operation takes off the hosts. */
  leavingRegistries(): RegistryAccess[];
  /** Public keys in OpenSSH form that the host is to have once the operation is done. */
  pubkeys(): string[];
  /** Public keys that the operation takes off the hosts. */
  leavingPubkeys(): string[];
}

/**
 * Keeps what a function found out for the length of a step: what a probe has read is still known
 * in the apply that follows it.
 */
export function memoizePerStep<T>(
  find: (step: StepContext) => Promise<T>,
): (step: StepContext) => Promise<T> {
  const found = new WeakMap<StepContext, Promise<T>>();
  return (step) => {
    const earlier = found.get(step);
    if (earlier) return earlier;
    const now = find(step);
    found.set(step, now);
    return now;
  };
}

/** One thing that is done to hosts. */
export interface Phase {
  readonly name: PhaseName;
  /** What it is about, where a list has the phase several times, such as a component. */
  readonly subject?: string;
  /** for one host, retries included */
  readonly limitSeconds: number;
  /** Who takes part; all hosts of the operation by default. */
  readonly targets?: (host: HostRecord, hosts: readonly HostRecord[]) => boolean;
  /** Starts only when all hosts have ended the phases before it, none of the required failed. */
  readonly barrier?: boolean;
  /** These hosts go one after the other. */
  readonly oneByOne?: (host: HostRecord) => boolean;
  /** Its changes come before the host is this cluster's, or make it so. */
  readonly claims?: boolean;
  /** No second try: what fails here, the operator wants to hear at once. */
  readonly failFast?: boolean;
  /** Is it already so? Then nothing is done. */
  probe?(step: StepContext): Promise<boolean>;
  apply(step: StepContext): Promise<void>;
  /** @throws when the change has not had its effect */
  verify?(step: StepContext): Promise<void>;
  /** Takes back what apply did; harmless where it did nothing. */
  undo?(step: StepContext): Promise<void>;
}

/** What is wrong with a host, all of it at once. A verdict: it is not tried again. */
export class StepProblems extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map((problem) => problem.message).join(' '));
    this.problems = problems;
  }
}
