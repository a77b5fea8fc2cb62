import pLimit, { type LimitFunction } from 'p-limit';
import type { Problem } from '../../shared/contract/errors.ts';
import type { HostRecord } from '../store/hosts.ts';
import { stepKey, type JournalStep } from '../store/journal.ts';
import type { OperationDefinition, Outcome } from './operation.ts';
import type { Phase } from './phase.ts';
import { boundedLog } from './step-log.ts';
import { runStep, type RetryLimits, type StepResult } from './step-runner.ts';
import type { RunContext } from './run-context.ts';
import { Run } from './step-context.ts';

/** Where the executor writes: the journal of a run. */
export interface Journal {
  steps(): JournalStep[];
  write(step: JournalStep): void;
  log(step: JournalStep, line: string): void;
}

export interface ExecutorOptions {
  readonly definition: OperationDefinition;
  readonly context: RunContext;
  readonly journal: Journal;
  /** hosts worked on at once */
  readonly window: number;
  readonly retryLimits: RetryLimits;
  readonly signal: AbortSignal;
}

export interface ExecutorResult {
  readonly outcome: Exclude<Outcome, 'rolled-back'>;
  readonly failed: ReadonlySet<string>;
  /** the first error of a required host; of any where all have failed */
  readonly error: Problem | null;
}

const CONFIRM_SECONDS = 120;

/** Runs of phases between which no host waits for another. */
function stagesOf(phases: readonly Phase[]): Phase[][] {
  const stages: Phase[][] = [];
  for (const phase of phases) {
    if (phase.barrier || stages.length === 0) stages.push([]);
    stages.at(-1)?.push(phase);
  }
  return stages;
}

/**
 * Brings an operation to its end: goes over its phases, leaves out what the journal says is done,
 * and writes each step's row before and after. A host stops at its first failed step, the others
 * go on; before a barrier a failed required host ends the operation.
 */
export class Executor {
  private readonly options: ExecutorOptions;
  private readonly session: Run;
  private readonly steps: Map<string, JournalStep>;
  private readonly failed = new Set<string>();
  private readonly turns = new Map<Phase, LimitFunction>();
  private error: Problem | null = null;
  private firstError: Problem | null = null;
  private isRollback = false;
  private lost: Error | undefined;

  constructor(options: ExecutorOptions) {
    this.options = options;
    this.session = new Run(options.context);
    this.steps = new Map(options.journal.steps().map((step) => [stepKey(step), step]));
  }

  run(): Promise<ExecutorResult> {
    const { definition, context, signal } = this.options;
    return this.toTheEnd(async () => {
      await this.confirmOwnership();
      for (const stage of stagesOf(definition.phases)) {
        if (signal.aborted || this.lost || (this.error && !definition.continueOnFailure)) break;
        const hosts = definition.reverseOrder ? context.hosts().toReversed() : context.hosts();
        await this.eachHost(hosts, (host) => this.runStage(host, stage));
      }
    });
  }

  /** Takes back what was done, last phase first. Where nothing was begun there is nothing to do. */
  rollBack(): Promise<ExecutorResult> {
    const { definition, context, signal } = this.options;
    this.isRollback = true;
    return this.toTheEnd(async () => {
      for (const phase of definition.phases.toReversed()) {
        if (signal.aborted || this.lost) break;
        await this.eachHost(context.hosts(), async (host) => {
          const step = this.stepOf(phase, host);
          if (!step || step.state === 'pending' || step.state === 'undone') return;
          if (this.failed.has(host.id)) return;
          await this.inTurn(phase, host, () => this.runOne(undoOf(phase), step, host, 'undone'));
        });
      }
    });
  }

  /** @throws when the journal could not be written */
  private async toTheEnd(work: () => Promise<void>): Promise<ExecutorResult> {
    try {
      await work();
    } finally {
      this.session.close();
    }
    if (this.lost) throw this.lost;
    const { failed } = this;
    const all = this.options.context.hosts().every((host) => failed.has(host.id));
    const error = this.error ?? (failed.size > 0 && all ? this.firstError : null);
    return { outcome: this.outcome(error), failed, error };
  }

  private outcome(error: Problem | null): ExecutorResult['outcome'] {
    if (this.options.signal.aborted) return 'cancelled';
    if (error) return 'failed';
    return this.failed.size > 0 ? 'partial' : 'succeeded';
  }

  /**
   * Where an earlier run has begun, another controller may have taken hosts since: before anything
   * is done anywhere, every host that has something of ours says whose it is.
   */
  private async confirmOwnership(): Promise<void> {
    const { context, definition } = this.options;
    if ([...this.steps.values()].every(({ state }) => state === 'pending')) return;
    await this.eachHost(
      context.hosts().filter((host) => host.isClaimed && !host.isLedgerInDoubt),
      async (host) => {
        const next = definition.phases.find((phase) => isOpen(this.stepOf(phase, host)));
        const step = next && this.stepOf(next, host);
        // the first phase gets in, and says it where it does not
        if (!next || !step || next === definition.phases[0]) return;
        const confirm: Phase = {
          name: next.name,
          limitSeconds: CONFIRM_SECONDS,
          apply: async ({ ledger }) => void (await ledger.confirm()),
        };
        await this.attempt(confirm, step, host);
      },
    );
  }

  private async eachHost(
    hosts: readonly HostRecord[],
    work: (host: HostRecord) => Promise<void>,
  ): Promise<void> {
    const slots = pLimit(this.options.window);
    await Promise.all(hosts.map((host) => slots(() => work(host))));
  }

  private stepOf({ name, subject = '' }: Phase, host: HostRecord): JournalStep | undefined {
    return this.steps.get(stepKey({ phase: name, subject, hostId: host.id }));
  }

  private async runStage(host: HostRecord, stage: readonly Phase[]): Promise<void> {
    for (const phase of stage) {
      const step = this.stepOf(phase, host);
      if (!isOpen(step)) continue;
      if (this.options.signal.aborted || this.failed.has(host.id) || this.lost) return;
      await this.inTurn(phase, host, () => this.runOne(phase, step, host));
    }
  }

  /** Waits for the hosts before this one where the phase takes them one after the other. */
  private inTurn(phase: Phase, host: HostRecord, run: () => Promise<void>): Promise<void> {
    if (!phase.oneByOne?.(host)) return run();
    const turn = this.turns.get(phase) ?? pLimit(1);
    this.turns.set(phase, turn);
    return turn(run);
  }

  private async runOne(
    phase: Phase,
    step: JournalStep,
    host: HostRecord,
    good?: 'undone',
  ): Promise<void> {
    const { journal, signal } = this.options;
    if (signal.aborted) return;
    const changes: string[] = [];
    const started: JournalStep = {
      ...step,
      state: 'running',
      attempt: step.attempt + 1,
      startedAt: new Date().toISOString(),
      endedAt: null,
      errors: [],
      changes,
    };
    // one for all tries, so that its bound is the step's
    const log = boundedLog((line) => journal.log(started, line));
    try {
      journal.write(started);
      const onChange = (what: string) => {
        if (!changes.includes(what)) changes.push(what);
      };
      const result = await this.tryPhase(phase, host, onChange, log);
      const errors = 'problems' in result ? this.withoutSecrets(host, result.problems) : [];
      const state = errors.length === 0 && good ? good : result.state;
      const ended = { ...started, state, endedAt: new Date().toISOString(), errors };
      // a stop of the control plane leaves the row running, which the next start goes on with
      if (result.state === 'cancelled' && signal.reason instanceof ShutdownSignal) return;
      journal.write(ended);
      if (result.state === 'failed') this.fail(host, errors);
    } catch (error) {
      // the journal itself cannot be written: nothing may go on unrecorded
      this.lost ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Tries a phase that is no step of its own; only its failure is written, as that of `step`. */
  private async attempt(phase: Phase, step: JournalStep, host: HostRecord): Promise<void> {
    const { journal, signal } = this.options;
    if (signal.aborted) return;
    const log = boundedLog((line) => journal.log(step, line));
    const result = await this.tryPhase(phase, host, () => undefined, log);
    if (result.state !== 'failed') return;
    const errors = this.withoutSecrets(host, result.problems);
    try {
      journal.write({ ...step, state: 'failed', endedAt: new Date().toISOString(), errors });
      this.fail(host, errors);
    } catch (error) {
      this.lost ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  private tryPhase(
    phase: Phase,
    host: HostRecord,
    onChange: (what: string) => void,
    onLog: (line: string) => void,
  ): Promise<StepResult> {
    const { signal, retryLimits } = this.options;
    const context = (both: AbortSignal) =>
      this.session.step(host.id, {
        dry: false,
        claims: phase.claims,
        signal: both,
        failed: this.failed,
        onChange,
        onLog,
      });
    return runStep(phase, host.ip, context, signal, retryLimits);
  }

  /** What a host said in its own words may repeat what we sent it. */
  private withoutSecrets(host: HostRecord, problems: readonly Problem[]): Problem[] {
    const redact = (text: string) => this.session.redact(host, text);
    return problems.map((problem) => ({
      ...problem,
      message: redact(problem.message),
      ...(problem.cause === undefined ? {} : { cause: redact(problem.cause) }),
    }));
  }

  private fail(host: HostRecord, errors: Problem[]): void {
    this.failed.add(host.id);
    this.firstError ??= errors[0] ?? null;
    // what is taken back is taken back everywhere
    const required = this.isRollback || (this.options.definition.required?.(host) ?? true);
    if (required) this.error ??= errors[0] ?? null;
  }
}

/** Is a step to be done yet? */
function isOpen(step: JournalStep | undefined): step is JournalStep {
  return step !== undefined && step.state !== 'done' && step.state !== 'skipped';
}

/** A phase that takes itself back. */
function undoOf(phase: Phase): Phase {
  const { name, limitSeconds } = phase;
  return { name, limitSeconds, apply: (step) => phase.undo?.(step) ?? Promise.resolve() };
}

/** The reason of an abort that is no cancellation: the control plane stops and will go on later. */
export class ShutdownSignal extends Error {}
