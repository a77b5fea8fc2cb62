import pLimit, { type LimitFunction } from 'p-limit';
import type { Problem } from '../../shared/contract/errors.ts';
import type { HostRecord } from '../store/hosts.ts';
import { stepKey, type JournalStep } from '../store/journal.ts';
import type { OperationDefinition } from './operation.ts';
import type { Phase } from './phase.ts';
import { boundedLog } from './step-log.ts';
import { runStep, type RetryLimits } from './step-runner.ts';
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
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly failed: ReadonlySet<string>;
  /** the first error of a required host */
  readonly error: Problem | null;
}

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
  private lost: Error | undefined;

  constructor(options: ExecutorOptions) {
    this.options = options;
    this.session = new Run(options.context);
    this.steps = new Map(options.journal.steps().map((step) => [stepKey(step), step]));
  }

  run(): Promise<ExecutorResult> {
    const { definition, context, signal } = this.options;
    return this.toTheEnd(async () => {
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
    const { failed, error } = this;
    const outcome = this.options.signal.aborted ? 'cancelled' : error ? 'failed' : 'succeeded';
    return { outcome, failed, error };
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
      if (!step || step.state === 'done' || step.state === 'skipped') continue;
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
    const { journal, signal, retryLimits } = this.options;
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
      const result = await runStep(
        phase,
        host.ip,
        (both) =>
          this.session.step(host.id, {
            dry: false,
            signal: both,
            failed: this.failed,
            onChange: (what) => {
              if (!changes.includes(what)) changes.push(what);
            },
            onLog: log,
          }),
        signal,
        retryLimits,
      );
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
    const required = this.options.definition.required?.(host) ?? true;
    if (required) this.error ??= errors[0] ?? null;
  }
}

/** A phase that takes itself back. */
function undoOf(phase: Phase): Phase {
  const { name, limitSeconds } = phase;
  return { name, limitSeconds, apply: (step) => phase.undo?.(step) ?? Promise.resolve() };
}

/** The reason of an abort that is no cancellation: the control plane stops and will go on later. */
export class ShutdownSignal extends Error {}
