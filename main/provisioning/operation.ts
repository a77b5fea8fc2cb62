import type { OperationKind } from '../../shared/contract/operation.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationInput } from '../store/operation-inputs.ts';
import type { Phase } from './phase.ts';

/** `partial`: what is required is done, but some hosts failed. */
export type Outcome = 'succeeded' | 'partial' | 'failed' | 'cancelled' | 'rolled-back';

export interface FinishContext {
  readonly cluster: ClusterRecord;
  readonly hosts: readonly HostRecord[];
  readonly input: OperationInput;
  /** the operation took back what it did, or tried to */
  readonly isRollback: boolean;
  /** ids of the hosts with a failed step */
  readonly failed: ReadonlySet<string>;
  setCluster(change: Partial<ClusterRecord>): void;
  setHost(id: string, change: Partial<HostRecord>): void;
  /** hosts of the cluster that are RUNNING by now */
  runningCount(): number;
  /** Removes the secrets of a record from the vault. */
  forget(id: string): void;
}

/** An operation as the operator reads it: its phases, top to bottom. */
export interface OperationDefinition {
  readonly kind: OperationKind;
  readonly phases: readonly Phase[];
  /**
   * Phases of earlier versions of this list: the key of each (see phaseKey) and that of the phase
   * which does its work today. A phase that is left out here and of which a journal says that it
   * was begun stops an operation of that version from going on.
   */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Whose failure fails the whole operation; all hosts by default. */
  readonly required?: (host: HostRecord) => boolean;
  /** Hosts that go one by one go in reverse order: the first master leaves last. */
  readonly reverseOrder?: boolean;
  /** The other hosts go on even when a required one has failed. */
  readonly continueOnFailure?: boolean;
  /** Sets the statuses of work in progress: when it is asked for, and again at a retry. */
  begin(context: FinishContext): void;
  /** Sets the statuses that follow from the outcome; runs in one transaction. */
  finish(outcome: Outcome, context: FinishContext): void;
}
