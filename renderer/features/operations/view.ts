import type { Problem } from '../../../shared/contract/errors.ts';
import type {
  Operation,
  OperationState,
  Step,
  StepState,
} from '../../../shared/contract/operation.ts';

/** A row of the grid: a host with its step in each phase, null where it takes no part. */
export interface HostRow {
  hostId: string;
  host: string;
  steps: (Step | null)[];
}

/** The hosts of an operation in the order in which they first appear. */
export function hostRows({ phases }: Operation): HostRow[] {
  const rows = new Map<string, HostRow>();
  for (const [index, phase] of phases.entries()) {
    for (const step of phase.steps) {
      const row = rows.get(step.hostId) ?? {
        hostId: step.hostId,
        host: step.host,
        steps: phases.map(() => null),
      };
      row.steps[index] = step;
      rows.set(step.hostId, row);
    }
  }
  return [...rows.values()];
}

export interface Progress {
  done: number;
  total: number;
  /** the count is of steps undone, not of steps done */
  undoing: boolean;
}

const finished: ReadonlySet<StepState> = new Set(['done', 'skipped']);

/** How far an operation, or its rollback, has come, in steps. */
export function progressOf({ state, phases }: Operation): Progress {
  const states = phases.flatMap((phase) => phase.steps.map((step) => step.state));
  const count = (test: (each: StepState) => boolean) => states.filter(test).length;
  if (state === 'rolling-back' || state === 'rolled-back') {
    const done = count((each) => each === 'undone');
    const left =
      state === 'rolled-back' ? 0 : count((each) => each === 'done' || each === 'running');
    return { done, total: done + left, undoing: true };
  }
  return { done: count((each) => finished.has(each)), total: states.length, undoing: false };
}

export type HostActivity =
  | { text: 'now' | 'next' | 'stoppedAt'; phase: string; startedAt: string | null }
  | { text: 'allDone' | 'rolledBack' }
  | null;

/** In one line, what a host is at. */
export function hostActivity({ steps }: HostRow, state: OperationState): HostActivity {
  const own = steps.filter((step) => step !== null);
  const find = (...states: StepState[]) => own.find((step) => states.includes(step.state));
  const running = find('running');
  if (running) return { text: 'now', phase: running.phase, startedAt: running.startedAt };
  if (state === 'rolled-back') return { text: 'rolledBack' };
  const stopped = find('failed', 'cancelled');
  if (stopped) return { text: 'stoppedAt', phase: stopped.phase, startedAt: null };
  const pending = find('pending');
  if (!pending) return own.length > 0 ? { text: 'allDone' } : null;
  const goesOn = state === 'pending' || state === 'running';
  return goesOn ? { text: 'next', phase: pending.phase, startedAt: null } : null;
}

/** All errors of an operation, each once, those of hosts before its own. */
export function collectProblems(operation: Operation): Problem[] {
  const all = operation.phases.flatMap((phase) => phase.steps.flatMap((step) => step.errors));
  if (operation.error) all.push(operation.error);
  const seen = new Set<string>();
  return all.filter(({ code, host, step, message }) => {
    const key = JSON.stringify([code, host, step, message]);
    return seen.size < seen.add(key).size;
  });
}
