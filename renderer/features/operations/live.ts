import type { Problem } from '../../../shared/contract/errors.ts';
import type {
  Operation,
  OperationEvent,
  OperationState,
  Step,
} from '../../../shared/contract/operation.ts';

/** Lines kept in memory; the control plane keeps the rest. */
export const MAX_LINES = 20_000;

export interface LogLine {
  seq: number;
  time: string;
  phase: string;
  hostId: string;
  host: string;
  line: string;
}

/** What the events of an operation have told so far. */
export interface LiveState {
  /** the newest event taken in; events up to here are known */
  lastSeq: number;
  outcome: { state: OperationState; error: Problem | null } | null;
  steps: ReadonlyMap<string, Step>;
  lines: readonly LogLine[];
  /** how many lines there were, those no longer kept included */
  lineCount: number;
}

export const initialLiveState: LiveState = {
  lastSeq: 0,
  outcome: null,
  steps: new Map(),
  lines: [],
  lineCount: 0,
};

function stepKey({ phase, subject, hostId }: Step): string {
  return `${phase}/${subject}/${hostId}`;
}

/** Takes in events in their order; those seen before, as after a reconnect, change nothing. */
export function applyEvents(live: LiveState, events: readonly OperationEvent[]): LiveState {
  let { lastSeq, outcome } = live;
  const changed: Step[] = [];
  const added: LogLine[] = [];
  for (const event of events) {
    if (event.seq <= lastSeq) continue;
    lastSeq = event.seq;
    if (event.type === 'operation') outcome = { state: event.state, error: event.error };
    else if (event.type === 'step') changed.push(event.step);
    else {
      const { seq, time, phase, hostId, host, line } = event;
      added.push({ seq, time, phase, hostId, host, line });
    }
  }
  if (lastSeq === live.lastSeq) return live;
  const entries = changed.map((step) => [stepKey(step), step] as const);
  return {
    lastSeq,
    outcome,
    // lines alone leave the steps the very same object, and the grid is not drawn again
    steps: entries.length > 0 ? new Map([...live.steps, ...entries]) : live.steps,
    lines: added.length > 0 ? [...live.lines, ...added].slice(-MAX_LINES) : live.lines,
    lineCount: live.lineCount + added.length,
  };
}

function lastTime(step: Step): string {
  return step.endedAt ?? step.startedAt ?? '';
}

/** Which of two reports on one step is the later one; the event wins a draw. */
function newerStep(read: Step, event: Step | undefined): Step {
  if (!event) return read;
  if (read.attempt !== event.attempt) return read.attempt > event.attempt ? read : event;
  return lastTime(read) > lastTime(event) ? read : event;
}

/** The operation as last read, brought up to date by the events. */
export function merge(read: Operation, live: Pick<LiveState, 'outcome' | 'steps'>): Operation {
  return {
    ...read,
    state: live.outcome?.state ?? read.state,
    // of two states that differ one is older: what can be done is known when it was read anew
    actions: live.outcome && live.outcome.state !== read.state ? [] : read.actions,
    error: live.outcome ? live.outcome.error : read.error,
    phases: read.phases.map((phase) => ({
      ...phase,
      steps: phase.steps.map((step) => newerStep(step, live.steps.get(stepKey(step)))),
    })),
  };
}
