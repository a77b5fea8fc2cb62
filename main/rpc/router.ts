import { z } from 'zod';
import type { Call } from '../../shared/contract/call.ts';
import { calls, isCallName, type CallName } from '../../shared/contract/calls/index.ts';
import {
  ControlPlaneError,
  diskFull,
  problem,
  toProblem,
  type Problem,
} from '../../shared/contract/errors.ts';
import { parseInput } from '../../shared/contract/input.ts';
import type { CallResult } from '../../shared/contract/rpc.ts';
import { handlerOf, perform, type Handlers } from '../services/dispatch.ts';
import { checkAccess, type Session } from '../services/session.ts';
import type { List } from '../services/types.ts';

/** The part of pino's logger that the router needs. */
export interface RouterLog {
  error(fields: object, message: string): void;
}

/** Takes the events of one stream; a returned promise holds the next event back. */
export type EventSink = (event: unknown) => void | Promise<void>;

export interface Router {
  /**
   * Never rejects: everything that goes wrong is a Problem in the answer.
   * @param signal fires when nobody waits for the answer any more
   */
  call(
    name: string,
    input: unknown,
    session: Session,
    signal?: AbortSignal,
  ): Promise<CallResult<unknown>>;
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
  /** who does each call */
  readonly handlers: Handlers;
  readonly log: RouterLog;
  /** How long a page may leave one event untaken before its stream is ended. Default 30 s. */
  readonly stallMs?: number;
}

const DEFAULT_STALL_MS = 30_000;
/** The signal of a caller that never leaves. */
const { signal: NEVER } = new AbortController();

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64));
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

/** The call of this name. @throws ControlPlaneError E12001 where the table has none of the kind */
function find(name: string, isStream: boolean): { name: CallName; call: Call } {
  if (isCallName(name)) {
    const call: Call = calls[name];
    if ((call.kind === 'stream') === isStream) return { name, call };
  }
  const kind = isStream ? 'stream' : 'call';
  throw new ControlPlaneError('E12001', `There is no ${kind} named ${quoted(name)}.`);
}

/** The fields of the page's input, of which the table says where HTTP puts each. */
function parse(call: Call, input: unknown): Record<string, unknown> {
  return parseInput(call, { params: input, query: input, body: input });
}

/**
 * What a handler gave, as the page gets it: without what the table does not know.
 * @throws z.ZodError where the handler broke the contract
 */
function outputOf({ kind, output: schema }: Call, given: unknown): unknown {
  if (kind !== 'list') return schema?.parse(given);
  const { items, total } = given as List<unknown>;
  return { items: z.array(schema ?? z.unknown()).parse(items), count: total };
}

/** The page's way to the calls of the table; both of its transports speak to this. */
export function createRouter(options: RouterOptions): Router {
  const { handlers, log, stallMs = DEFAULT_STALL_MS } = options;

  function refusal(error: unknown, name: string): Problem {
    if (error instanceof ControlPlaneError) return toProblem(error);
    log.error({ err: error, call: name }, 'unforeseen error in a call of the page');
    return diskFull(error) ?? problem('E12003', 'Something went wrong inside Clusterdesk.');
  }

  async function pump(
    wanted: string,
    input: unknown,
    session: Session,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<void> {
    const { name, call } = find(wanted, true);
    checkAccess(session, call.access);
    const parsed = parse(call, input);
    // The source is told to stop by a signal of its own when the sink fails.
    const ending = new AbortController();
    const context = { ...session, signal: AbortSignal.any([signal, ending.signal]) };
    const source = handlerOf(handlers, name)(parsed, context) as AsyncIterable<unknown>;
    try {
      for await (const event of source) {
        if (signal.aborted) break;
        await deliver(sink, call.output?.parse(event), stallMs, signal);
      }
    } finally {
      ending.abort();
    }
  }

  return {
    async call(wanted, input, session, signal = NEVER) {
      try {
        const { name, call } = find(wanted, false);
        checkAccess(session, call.access);
        const parsed = parse(call, input);
        // the page shows how many there are
        if (call.kind === 'list') parsed['count'] ??= true;
        const output = await perform(handlers, name, parsed, session, () => signal);
        return { ok: true, data: outputOf(call, output) };
      } catch (error) {
        return { ok: false, problem: refusal(error, wanted) };
      }
    },
    async subscribe(name, input, session, sink, signal) {
      try {
        await pump(name, input, session, sink, signal);
        return undefined;
      } catch (error) {
        return signal.aborted ? undefined : refusal(error, name);
      }
    },
  };
}
