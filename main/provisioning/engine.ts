import {
  ControlPlaneError,
  diskFull,
  problem,
  toProblem,
  type Problem,
} from '../../shared/contract/errors.ts';
import type { Cluster } from '../../shared/contract/cluster.ts';
import { isUnfinished, type OperationKind, type Plan } from '../../shared/contract/operation.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { Stores } from '../store/index.ts';
import type { JournalRepository, JournalStep } from '../store/journal.ts';
import type { OperationEventRepository } from '../store/operation-events.ts';
import type { OperationRecord, OperationRepository } from '../store/operations.ts';
import { Executor, ShutdownSignal, type ExecutorResult } from './executor.ts';
import type { LeaseTable } from '../store/leases.ts';
import type { FinishContext, OperationDefinition, Outcome } from './operation.ts';
import { listVersion, migrateSteps } from './phase-list.ts';
import { makePlan } from './plan.ts';
import type { RetryLimits } from './step-runner.ts';
import type { RunContext } from './run-context.ts';
import { storeRunContext, type RunContextParts } from './store-run-context.ts';

export interface EngineParts extends RunContextParts {
  readonly transaction: Stores['transaction'];
  readonly operations: OperationRepository;
  readonly journal: JournalRepository;
  readonly events: OperationEventRepository;
  readonly leases: LeaseTable;
  readonly definition: (kind: OperationKind, stack: Cluster['stack']) => OperationDefinition;
  /** hosts worked on at once */
  readonly window: number;
  readonly retryLimits: RetryLimits;
  /** hears how an operation ended, within the transaction that ends it */
  readonly onEnded: (
    operation: OperationRecord,
    outcome: Outcome,
    error: Problem | null,
    failed: readonly HostRecord[],
  ) => void;
  readonly onCrash: (operation: OperationRecord, error: unknown) => void;
  /** hears of each step's row once it is on the disk, before anything else is done */
  readonly onJournal?: ((step: JournalStep) => void) | undefined;
}

const CANCELLED = 'The operator cancelled it.';

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const STORE_PAUSE_MS = 10_000;

/** Did the store fail, by SQLite's own word or the system's? */
function isStoreError(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return diskFull(error) !== undefined || (typeof code === 'string' && code.startsWith('SQLITE_'));
}

/** Carries operations out, goes on with them after a crash, and ends them on request. */
export class Engine {
  private readonly parts: EngineParts;
  private readonly running = new Map<string, Running>();
  private stopping = false;

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  /** An operation on a cluster of a stack. */
  definition(kind: OperationKind, stack: Cluster['stack']): OperationDefinition {
    return this.parts.definition(kind, stack);
  }

  private definitionOf({ kind, clusterId }: OperationRecord): OperationDefinition {
    const cluster = this.parts.clusters.find(clusterId);
    if (!cluster) throw new Error(`cluster ${clusterId} is not in the store`);
    return this.definition(kind, cluster.stack);
  }

  /** Goes on with everything that a crash or a stop has left unfinished. */
  resume(): void {
    for (const operation of this.parts.operations.unfinished()) this.start(operation);
  }

  /**
   * While the store cannot be written (a full disk, a program that holds a lock) nothing can be
   * written down: the operation goes on later. Any other error is a fault of ours, with which the
   * operation ends, so that its levers work.
   */
  private crashed(operation: OperationRecord, error: unknown): void {
    this.parts.onCrash(operation, error);
    let fault = error;
    if (!isStoreError(error)) {
      try {
        this.end(operation, { outcome: 'failed', failed: new Set(), error: toProblem(error) });
        return;
      } catch (second) {
        this.parts.onCrash(operation, second);
        fault = second;
      }
    }
    if (isStoreError(fault)) this.startLater(operation.id);
  }

  private startLater(id: string): void {
    const timer = setTimeout(() => {
      const now = this.stopping ? undefined : this.find(id);
      if (now && isUnfinished(now.state)) this.start(now);
    }, STORE_PAUSE_MS);
    timer.unref();
  }

  /** An operation as it is now; undefined also where the store cannot be read. */
  private find(id: string): OperationRecord | undefined {
    try {
      return this.parts.operations.find(id);
    } catch {
      this.startLater(id);
      return undefined;
    }
  }

  /** Starts a stored operation, or goes on with it. Its cluster's lease is taken first. */
  start(operation: OperationRecord): void {
    if (this.stopping || this.running.has(operation.id)) return;
    const { leases } = this.parts;
    try {
      leases.acquire(operation.clusterId, operation.id);
    } catch (error) {
      this.crashed(operation, error);
      return;
    }
    const abort = new AbortController();
    const ended = this.carryOut(operation, abort.signal)
      .finally(() => this.running.delete(operation.id))
      .catch((error: unknown) => this.crashed(operation, error));
    this.running.set(operation.id, { abort, ended });
  }

  /**
   * Ends an operation at the operator's request; its remote commands are stopped. One that waits
   * for the store ends at once.
   */
  cancel(operation: OperationRecord): void {
    const now = this.parts.operations.find(operation.id);
    if (!now || !isUnfinished(now.state)) {
      throw new ControlPlaneError('E60001', 'The operation is not running.');
    }
    const run = this.running.get(operation.id);
    if (run) run.abort.abort(new ControlPlaneError('OPERATION_CANCELLED', CANCELLED));
    else this.end(now, { outcome: 'cancelled', failed: new Set(), error: null });
  }

  /** Waits until the operation does not run any more. */
  async wait(id: string): Promise<void> {
    await this.running.get(id)?.ended;
  }

  /** Stops without ending anything: what runs is gone on with at the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    const runs = [...this.running.values()];
    for (const run of runs) run.abort.abort(new ShutdownSignal('the control plane stops'));
    await Promise.all(runs.map((run) => run.ended));
    this.parts.events.flush();
  }

  /** What an operation would do; `signal` fires when nobody waits for the answer any more. */
  plan(kind: OperationKind, context: RunContext, signal: AbortSignal): Promise<Plan> {
    const definition = this.definition(kind, context.cluster().stack);
    return makePlan(definition, context, { window: this.parts.window, signal });
  }

  /** Sets the statuses of work in progress. */
  begin(operation: OperationRecord): void {
    this.definitionOf(operation).begin(this.finishContext(operation, new Set()));
  }

  private async carryOut(operation: OperationRecord, signal: AbortSignal): Promise<void> {
    const { operations, journal, events } = this.parts;
    const definition = this.definitionOf(operation);
    const refusal = this.migrateJournal(operation);
    if (refusal) {
      this.end(operation, { outcome: 'failed', failed: new Set(), error: refusal });
      return;
    }
    if (operation.state === 'pending') operations.setState(operation.id, 'running');
    const executor = new Executor({
      definition,
      context: storeRunContext(this.parts, operation),
      window: this.parts.window,
      retryLimits: this.parts.retryLimits,
      signal,
      journal: {
        steps: () => journal.steps(operation.id),
        write: (step) => {
          journal.write(operation.id, step);
          this.parts.onJournal?.(step);
        },
        log: (step, line) =>
          events.emitLog(operation.id, {
            type: 'log',
            phase: step.phase,
            hostId: step.hostId,
            host: step.host,
            line,
          }),
      },
    });
    const result = operation.isRollback ? await executor.rollBack() : await executor.run();
    if (signal.reason instanceof ShutdownSignal) return;
    this.end(operation, result);
  }

  /**
   * Puts a journal that another version began under today's list of phases.
   * @returns why it cannot go on: that version did what this one knows nothing of
   */
  private migrateJournal(operation: OperationRecord): Problem | undefined {
    const { transaction, operations, journal } = this.parts;
    const definition = this.definitionOf(operation);
    const version = listVersion(definition.phases);
    if (operation.listVersion === version) return undefined;
    const hosts = storeRunContext(this.parts, operation).hosts();
    const { steps, unknown } = migrateSteps(definition, hosts, journal.steps(operation.id));
    if (unknown.length > 0) {
      const message = `Another version of Clusterdesk began it, with steps that this one does not know: ${unknown.join(', ')}.`;
      return problem('E60002', message);
    }
    transaction(() => {
      journal.replace(operation.id, steps);
      operations.setListVersion(operation.id, version);
    });
    return undefined;
  }

  private end(operation: OperationRecord, result: ExecutorResult): void {
    const { transaction, operations, events, leases, onEnded } = this.parts;
    const isUndone = operation.isRollback && result.outcome === 'succeeded';
    const outcome: Outcome = isUndone ? 'rolled-back' : result.outcome;
    const error =
      outcome === 'cancelled'
        ? toProblem(new ControlPlaneError('OPERATION_CANCELLED', CANCELLED))
        : result.error;
    transaction(() => {
      const context = this.finishContext(operation, result.failed);
      this.definitionOf(operation).finish(outcome, context);
      const failed = context.hosts.filter((host) => result.failed.has(host.id));
      onEnded(operation, outcome, error, failed);
      leases.release(operation.clusterId, operation.id);
      operations.setState(operation.id, outcome, error);
      events.prune(operation.clusterId);
    });
  }

  private finishContext(operation: OperationRecord, failed: ReadonlySet<string>): FinishContext {
    const { clusters, hosts, vault } = this.parts;
    const context = storeRunContext(this.parts, operation);
    return {
      cluster: context.cluster(),
      hosts: context.hosts(),
      failed,
      isRollback: operation.isRollback,
      input: operation.input,
      setCluster: (change) => clusters.update(operation.clusterId, change),
      setHost: (id, change) => hosts.update(id, change),
      runningCount: () => hosts.ofCluster(operation.clusterId, ['RUNNING']).length,
      forget: (id) => vault.remove(id),
    };
  }
}
