import { setTimeout as delay } from 'node:timers/promises';
import {
  ControlPlaneError,
  toProblem,
  type ErrorCode,
  type Problem,
} from '../../shared/contract/errors.ts';
import { StepProblems, type Phase, type StepContext } from './phase.ts';

/** Causes that can pass by themselves; wrong credentials never do. */
const PASSING = new Set<ErrorCode>([
  'HOST_CONNECTION_LOST',
  'HOST_SESSION_REFUSED',
  'HOST_UNREACHABLE',
  'HOST_PORT_REFUSED',
  'PACKAGE_MANAGER_BUSY',
]);

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

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
  await phase.apply(step);
  await phase.verify?.(step);
  return 'done';
}

function mayPass(error: unknown, phase: Phase): boolean {
  if (!(error instanceof ControlPlaneError)) return false;
  if (error.code === 'HOST_SESSION_REFUSED') return true;
  return !phase.failFast && PASSING.has(error.code);
}

/**
 * Runs one phase on one host: probe, apply, verify; again with growing pauses while the cause can
 * pass, until the phase's limit.
 * @param makeContext a fresh context for each try, under the given signal
 * @param signal the operation's; its reason says whether the operator cancelled
 */
export async function runStep(
  phase: Phase,
  host: string,
  makeContext: (signal: AbortSignal) => StepContext,
  signal: AbortSignal,
): Promise<StepResult> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(
      new ControlPlaneError(
        'PHASE_TIMED_OUT',
        `"${phase.name}" did not end within its limit of ${phase.limitSeconds} s.`,
        { host, step: phase.name },
      ),
    );
  }, phase.limitSeconds * 1000);
  const both = AbortSignal.any([signal, limit.signal]);
  let last: unknown;
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const step = makeContext(both);
        return { state: await once(phase, step) };
      } catch (error) {
        if (both.aborted || !mayPass(error, phase)) throw error;
        last = error;
        makeContext(both).log(`${toProblem(error).message} Trying again in ${pause / 1000} s.`);
        await delay(pause, undefined, { signal: both });
      }
    }
  } catch (error) {
    if (signal.aborted)
      return { state: 'cancelled', problems: problemsOf(signal.reason, host, phase) };
    // what stood in the way all the time says more than the limit that ended the waiting
    const cause: unknown = limit.signal.aborted ? (last ?? limit.signal.reason) : error;
    return { state: 'failed', problems: problemsOf(cause, host, phase) };
  } finally {
    clearTimeout(timer);
  }
}
