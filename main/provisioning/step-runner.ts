import { setTimeout as delay } from 'node:timers/promises';
import {
  ControlPlaneError,
  toProblem,
  type ErrorCode,
  type Problem,
} from '../../shared/contract/errors.ts';
import { activeNow, activeTimeout } from './active-clock.ts';
import { StepProblems, type Phase, type StepContext } from './phase.ts';

/** How long a cause that can pass by itself is waited for, within the phase's limit. */
export interface RetryLimits {
  /** a host that does not answer: long enough for a reboot */
  readonly lostSeconds: number;
  /** a package manager at work on something else, such as the updates of a first boot */
  readonly busySeconds: number;
  /** a Docker Engine that had answered before: it starts after the host's sshd */
  readonly engineSeconds: number;
}

export const DEFAULT_RETRY_LIMITS: RetryLimits = {
  lostSeconds: 120,
  busySeconds: 600,
  engineSeconds: 60,
};

/** Causes that can pass by themselves; wrong credentials never do. */
const PASSING: Partial<Record<ErrorCode, keyof RetryLimits>> = {
  HOST_CONNECTION_LOST: 'lostSeconds',
  HOST_SESSION_REFUSED: 'lostSeconds',
  HOST_UNREACHABLE: 'lostSeconds',
  HOST_PORT_REFUSED: 'lostSeconds',
  PACKAGE_MANAGER_BUSY: 'busySeconds',
  DOCKER_NOT_RUNNING: 'engineSeconds',
};

/** Is the host not there, for the time being at least? */
export function isLost(code: ErrorCode): boolean {
  return PASSING[code] === 'lostSeconds';
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
/** A try that was cut short by the limit stood before the same obstacle as the one before it. */
const SAME_OBSTACLE_MS = 30_000;

export type StepResult =
  | { readonly state: 'done' | 'skipped' }
  | { readonly state: 'failed' | 'cancelled'; readonly problems: Problem[] };

/** The problems of a failed step, each with the host and the phase. */
export function problemsOf(error: unknown, host: string, phase: Phase): Problem[] {
  const context = { host, step: phase.name };
  if (error instanceof StepProblems) {
    return error.problems.map((problem) => ({ ...context, ...problem }));
  }
  return [toProblem(error, context)];
}

async function once(phase: Phase, step: StepContext): Promise<'done' | 'skipped'> {
  if (await phase.probe?.(step)) return 'skipped';
  step.signal.throwIfAborted();
  await phase.apply(step);
  await phase.verify?.(step);
  return 'done';
}

function withWords(error: ControlPlaneError, words: string): ControlPlaneError {
  return new ControlPlaneError(error.code, `${error.message} ${words}`, error.problem);
}

/** What stands in a step's way, and since when. */
class Obstacle {
  readonly error: ControlPlaneError;
  readonly at = activeNow();
  private readonly since: number;
  private readonly retryLimits: number;

  private constructor(error: ControlPlaneError, seconds: number, before: Obstacle | undefined) {
    this.error = error;
    this.retryLimits = seconds;
    // a connection that broke had stood until then
    const goesOn = before?.retryLimits === seconds && error.code !== 'HOST_CONNECTION_LOST';
    this.since = goesOn ? before.since : this.at;
  }

  /** The obstacle that an error stands for; undefined for one that does not pass. */
  static of(error: unknown, phase: Phase, retryLimits: RetryLimits, before: Obstacle | undefined) {
    if (phase.failFast || !(error instanceof ControlPlaneError)) return undefined;
    const kind = PASSING[error.code];
    return kind && new Obstacle(error, retryLimits[kind], before);
  }

  /** Thrown when it has lasted too long. */
  check(): void {
    const seconds = Math.round((this.at - this.since) / 1000);
    if (seconds < this.retryLimits) return;
    throw withWords(this.error, `Given up after ${seconds} s.`);
  }
}

/** A signal that fires with PHASE_TIMED_OUT when a phase has taken its time on a host. */
export function phaseLimit(
  { name, limitSeconds }: Phase,
  host: string,
): { readonly signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const clear = activeTimeout(limitSeconds * 1000, () => {
    const message = `"${name}" did not end within its limit of ${limitSeconds} s.`;
    limit.abort(new ControlPlaneError('PHASE_TIMED_OUT', message, { host, step: name }));
  });
  return { signal: limit.signal, clear };
}

/**
 * Runs one phase on one host: probe, apply, verify; again with growing pauses while the cause can
 * pass, until its retry limit or the phase's limit ends.
 * @param makeContext a fresh context for each try, under the given signal
 * @param signal the operation's; its reason says whether the operator cancelled
 */
export async function runStep(
  phase: Phase,
  host: string,
  makeContext: (signal: AbortSignal) => StepContext,
  signal: AbortSignal,
  retryLimits: RetryLimits,
): Promise<StepResult> {
  const limit = phaseLimit(phase, host);
  const both = AbortSignal.any([signal, limit.signal]);
  let obstacle: Obstacle | undefined;
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const step = makeContext(both);
        return { state: await once(phase, step) };
      } catch (error) {
        if (both.aborted) throw error;
        obstacle = Obstacle.of(error, phase, retryLimits, obstacle);
        if (!obstacle) throw error;
        obstacle.check();
        makeContext(both).log(`${obstacle.error.message} Trying again in ${pause / 1000} s.`);
        await delay(pause, undefined, { signal: both });
      }
    }
  } catch (error) {
    if (signal.aborted)
      return { state: 'cancelled', problems: problemsOf(signal.reason, host, phase) };
    const cause = limit.signal.aborted
      ? atLimit(limit.signal, obstacle, phase.limitSeconds)
      : error;
    return { state: 'failed', problems: problemsOf(cause, host, phase) };
  } finally {
    limit.clear();
  }
}

/** What stood in the way says more than the limit that ended the waiting. */
function atLimit(limit: AbortSignal, obstacle: Obstacle | undefined, seconds: number): unknown {
  if (!obstacle || activeNow() - obstacle.at > SAME_OBSTACLE_MS) return limit.reason;
  return withWords(obstacle.error, `Given up at the step's limit of ${seconds} s.`);
}
