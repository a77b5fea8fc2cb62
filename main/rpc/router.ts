import type { z } from 'zod';
import { toFieldErrors } from '../../shared/contract/answer.ts';
import {
  ControlPlaneError,
  diskFull,
  problem,
  toProblem,
  type Problem,
} from '../../shared/contract/errors.ts';
import {
  procedures,
  streams,
  type CallResult,
  type ProcedureName,
  type ProcedureOutput,
  type StreamEvent,
  type StreamName,
} from '../../shared/contract/rpc.ts';

/** Who sits at the page, and which shell shows it. */
export interface Session {
  readonly userId: string;
  readonly tenantId: string;
  readonly userName: string;
  readonly shell: 'desktop' | 'browser';
}

type Inputs = { [N in ProcedureName]: z.output<(typeof procedures)[N]['input']> };
type StreamInputs = { [N in StreamName]: z.output<(typeof streams)[N]['input']> };

/** One function for each procedure of the contract; it gets parsed input. */
export type Handlers = {
  [N in ProcedureName]: (input: Inputs[N], session: Session) => Promise<ProcedureOutput<N>>;
};

/** One function for each stream. It stops when the signal fires; it is pulled, never pushed. */
export type StreamHandlers = {
  [N in StreamName]: (
    input: StreamInputs[N],
    session: Session,
    signal: AbortSignal,
  ) => AsyncIterable<StreamEvent<N>>;
};

/** The contract once more, typed so that a schema and the handler of the same name fit. */
const calls: {
  [N in ProcedureName]: { input: z.ZodType<Inputs[N]>; output: z.ZodType };
} = procedures;
const feeds: {
  [N in StreamName]: { input: z.ZodType<StreamInputs[N]>; event: z.ZodType };
} = streams;

/** The part of pino's logger that the router needs. */
export interface RouterLog {
  error(fields: object, message: string): void;
}

/** Takes the events of one stream; a returned promise holds the next event back. */
export type EventSink = (event: unknown) => void | Promise<void>;

export interface Router {
  /** Never rejects: everything that goes wrong is a Problem in the answer. */
  call(name: string, input: unknown, session: Session): Promise<CallResult<unknown>>;
  /**
   * Runs a stream until the signal fires or the source ends, and resolves then: with undefined, or
   * with the Problem that broke it (also when the sink takes longer than `stallMs` for one event).
   */
  subscribe(
    name: string,
    input: unknown,
    session: Session,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<Problem | undefined>;
}

export interface RouterOptions {
  readonly handlers: Handlers;
  readonly streams: StreamHandlers;
  readonly log: RouterLog;
  /** How long a page may leave one event untaken before its stream is ended. Default 30 s. */
  readonly stallMs?: number;
}

const DEFAULT_STALL_MS = 30_000;

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}

function isNameOf<T extends object>(map: T, name: string): name is keyof T & string {
  return Object.hasOwn(map, name);
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ControlPlaneError('E12002', 'Some of the fields are not valid.', {
    details: toFieldErrors(parsed.error.issues),
  });
}

/** Rejects when the sink has not taken the event in time; nothing is queued meanwhile. */
async function deliver(
  sink: EventSink,
  event: unknown,
  stallMs: number,
  signal: AbortSignal,
): Promise<void> {
  const taken = sink(event);
  if (taken === undefined) return;
  const { promise: givenUp, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    reject(
      new ControlPlaneError('E12012', 'The page took too long to read its events.', {
        fix: 'Open the stream again after the last event that was seen.',
      }),
    );
  }, stallMs);
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([taken, givenUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function run<N extends ProcedureName>(
  name: N,
  input: unknown,
  session: Session,
  handlers: Pick<Handlers, N>,
): Promise<unknown> {
  const output = await handlers[name](parse(calls[name].input, input), session);
  return calls[name].output.parse(output);
}

/**
 * The page's way in, the same for both transports: looks the name up in the contract, parses the
 * input, calls the handler and answers errors as data. What a handler answers is parsed too, so
 * that only the contract's fields leave.
 */
export function createRouter(options: RouterOptions): Router {
  const { log, stallMs = DEFAULT_STALL_MS } = options;

  function refusal(error: unknown, name: string): Problem {
    if (error instanceof ControlPlaneError) return toProblem(error);
    log.error({ err: error, call: name }, 'unforeseen error in a call of the page');
    return diskFull(error) ?? problem('E12003', 'Something went wrong inside Clusterdesk.');
  }

  async function pump<N extends StreamName>(
    name: N,
    input: unknown,
    session: Session,
    sink: EventSink,
    signal: AbortSignal,
    handlers: Pick<StreamHandlers, N>,
  ): Promise<void> {
    const parsed = parse(feeds[name].input, input);
    // The source is told to stop by a signal of its own when the sink fails.
    const ending = new AbortController();
    const source = handlers[name](parsed, session, AbortSignal.any([signal, ending.signal]));
    try {
      for await (const event of source) {
        if (signal.aborted) break;
        await deliver(sink, feeds[name].event.parse(event), stallMs, signal);
      }
    } finally {
      ending.abort();
    }
  }

  return {
    async call(name, input, session) {
      try {
        if (!isNameOf(procedures, name))
          throw new ControlPlaneError('E12001', `There is no call named ${quoted(name)}.`);
        return { ok: true, data: await run(name, input, session, options.handlers) };
      } catch (error) {
        return { ok: false, problem: refusal(error, name) };
      }
    },
    async subscribe(name, input, session, sink, signal) {
      try {
        if (!isNameOf(streams, name))
          throw new ControlPlaneError('E12001', `There is no stream named ${quoted(name)}.`);
        await pump(name, input, session, sink, signal, options.streams);
        return undefined;
      } catch (error) {
        return signal.aborted ? undefined : refusal(error, name);
      }
    },
  };
}
