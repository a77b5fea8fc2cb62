import { problem, type Problem } from '../../shared/contract/errors.ts';
import type {
  ControlPlaneBridge,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
  StreamEvent,
  StreamInput,
  StreamName,
} from '../../shared/contract/rpc.ts';

type Answers = {
  [N in ProcedureName]?: (
    input: ProcedureInput<N>,
  ) => ProcedureOutput<N> | Problem | Promise<ProcedureOutput<N> | Problem>;
};

interface OpenStream<N extends StreamName> {
  name: N;
  input: StreamInput<N>;
  onEvent: (event: StreamEvent<N>) => void;
  onEnd: ((reason: Problem) => void) | undefined;
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  return 'code' in value && 'fix' in value && 'docs' in value;
}

export interface MemoryBridge extends ControlPlaneBridge {
  /** every call so far, oldest first */
  calls: { name: ProcedureName; input: unknown }[];
  /** the keys of the calls that were cancelled */
  cancelled: number[];
  /** sets or replaces what a procedure answers */
  answer: (answers: Answers) => void;
  /** sends an event to every subscriber of a stream */
  emit: <N extends StreamName>(name: N, event: StreamEvent<N>) => void;
  /** ends a stream for all its subscribers */
  end: (name: StreamName, reason: Problem) => void;
  streams: () => { name: StreamName; input: unknown }[];
}

/** A control plane in memory for tests of the page, typed by the contract. */
export function memoryBridge(initial: Answers = {}): MemoryBridge {
  const answers: Answers = { ...initial };
  const calls: MemoryBridge['calls'] = [];
  const cancelled: number[] = [];
  const open = new Set<OpenStream<StreamName>>();
  return {
    calls,
    cancelled,
    cancel: (key) => void cancelled.push(key),
    answer: (more) => void Object.assign(answers, more),
    async call(name, input) {
      calls.push({ name, input: structuredClone(input) });
      const answer = answers[name];
      if (!answer) return { ok: false, problem: problem('E12001', `no answer for ${name}`) };
      const value = await answer(input);
      return isProblem(value) ? { ok: false, problem: value } : { ok: true, data: value };
    },
    subscribe(name, input, onEvent, onEnd) {
      // a stream's events go to its own subscribers only: emit() compares the names
      const stream = { name, input, onEvent, onEnd } as unknown as OpenStream<StreamName>;
      open.add(stream);
      return () => void open.delete(stream);
    },
    emit(name, event) {
      for (const stream of open) if (stream.name === name) stream.onEvent(event);
    },
    end(name, reason) {
      for (const stream of open) {
        if (stream.name !== name) continue;
        open.delete(stream);
        stream.onEnd?.(reason);
      }
    },
    streams: () => [...open].map(({ name, input }) => ({ name, input })),
  };
}
