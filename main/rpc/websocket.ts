import type { RawData, WebSocket } from 'ws';
import { problem, type Problem } from '../../shared/contract/errors.ts';
import {
  clientFrame,
  type CallResult,
  type ClientFrame,
  type ServerFrame,
} from '../../shared/contract/rpc.ts';
import type { Session } from '../services/session.ts';
import type { Router } from './router.ts';
import { Subscriptions } from './subscriptions.ts';

/** The largest frame a page may send; the HTTP server's own maxPayload should be above it. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** Above this much unsent data a stream waits and no further frame is read. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const MAX_CALLS = 64;
/** The id of an answer to a frame that has none of its own. */
const NO_ID = -1;

export interface SocketOptions {
  /** A page that neither answers nor reads anything for this long is gone. Default 30 s. */
  readonly keepAliveMs?: number;
}

function idOf(frame: unknown): number {
  if (typeof frame !== 'object' || frame === null || !('id' in frame)) return NO_ID;
  return Number.isSafeInteger(frame.id) ? Number(frame.id) : NO_ID;
}

const tooMany = problem('E12002', `A page can have ${MAX_CALLS} calls open, not more.`, {
  fix: 'Wait for the answers of the calls before.',
});

const taken = (id: number) => problem('E12002', `Call ${id} is already open.`);

type Read = { frame: ClientFrame } | { id: number; refusal: Problem };

function byteLength(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + part.byteLength, 0);
  return data.byteLength;
}

function text(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function invalidFrame(id: number, message: string): Read {
  return { id, refusal: problem('E12002', message, { fix: 'Reload the page.' }) };
}

function readFrame(data: RawData, isBinary: boolean): Read {
  if (isBinary) return invalidFrame(NO_ID, 'A frame must be JSON text.');
  if (byteLength(data) > MAX_FRAME_BYTES)
    return { id: NO_ID, refusal: problem('E12005', 'The frame is larger than 1 MiB.') };
  let value: unknown;
  try {
    value = JSON.parse(text(data));
  } catch {
    return invalidFrame(NO_ID, 'The frame is not JSON.');
  }
  const parsed = clientFrame.safeParse(value);
  if (parsed.success) return { frame: parsed.data };
  return invalidFrame(idOf(value), 'The frame is none of call, cancel, subscribe and unsubscribe.');
}

/**
 * Serves one page over a WebSocket whose upgrade has been checked already (origin and session are
 * the HTTP server's matter). Ends all of the page's streams and calls when the socket closes. A page that
 * reads slowly holds its streams back; one that does not read at all is cut off.
 */
export function attachSocket(
  socket: WebSocket,
  router: Router,
  session: Session,
  options: SocketOptions = {},
): void {
  const { keepAliveMs = 30_000 } = options;
  const subscriptions = new Subscriptions(router, session);
  const calls = new Map<number, AbortController>();
  let alive = true;

  /** Reads no further frames while much is waiting to leave. */
  function regulate(): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.pause();
    else if (socket.isPaused) socket.resume();
  }

  /** Resolves at once, or, when much is waiting, as soon as this frame has left. */
  function send(frame: ServerFrame): Promise<void> | undefined {
    if (socket.readyState !== socket.OPEN) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.send(JSON.stringify(frame), () => {
      // The page reads: as good as a pong. A failed write is followed by the socket's own close.
      alive = true;
      resolve();
      regulate();
    });
    if (socket.bufferedAmount <= MAX_UNSENT_BYTES) return undefined;
    regulate();
    return promise;
  }

  function answer(id: number, result: CallResult<unknown>): void {
    void send({ kind: 'result', id, result });
  }

  async function call(frame: Extract<ClientFrame, { kind: 'call' }>): Promise<void> {
    const { id, name, input } = frame;
    if (calls.has(id)) return answer(id, { ok: false, problem: taken(id) });
    if (calls.size >= MAX_CALLS) return answer(id, { ok: false, problem: tooMany });
    const cancel = new AbortController();
    calls.set(id, cancel);
    const result = await router.call(name, input, session, cancel.signal);
    calls.delete(id);
    answer(id, result);
  }

  function subscribe(frame: Extract<ClientFrame, { kind: 'subscribe' }>): void {
    const { id } = frame;
    const refusal = subscriptions.open(
      frame,
      (event) => send({ kind: 'event', id, event }),
      (reason) => {
        if (reason !== undefined) void send({ kind: 'end', id, problem: reason });
      },
    );
    if (refusal !== undefined) answer(id, { ok: false, problem: refusal });
  }

  socket.on('message', (data, isBinary) => {
    alive = true;
    const read = readFrame(data, isBinary);
    if ('refusal' in read) answer(read.id, { ok: false, problem: read.refusal });
    else if (read.frame.kind === 'call') void call(read.frame);
    else if (read.frame.kind === 'cancel') calls.get(read.frame.id)?.abort();
    else if (read.frame.kind === 'subscribe') subscribe(read.frame);
    else subscriptions.close(read.frame.id);
  });
  socket.on('pong', () => {
    alive = true;
  });
  const keepAlive = setInterval(() => {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, keepAliveMs);
  socket.on('close', () => {
    clearInterval(keepAlive);
    subscriptions.closeAll();
    for (const cancel of calls.values()) cancel.abort();
  });
  // 'close' follows every 'error'; without a listener the process would end.
  socket.on('error', () => subscriptions.closeAll());
}
