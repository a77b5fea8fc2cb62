import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** So often a comment is sent where nothing happens: proxies and clients notice a dead line. */
const HEARTBEAT_MS = 15_000;

interface StreamEnds {
  /** told when the client leaves */
  readonly stop: AbortController;
  /** fires when the server ends */
  readonly stopping: AbortSignal;
  readonly events: AsyncIterable<object>;
}

/** Where the client left off: Last-Event-ID; undefined where it does not say. */
export function lastEventId(request: FastifyRequest): number | undefined {
  const value = request.headers['last-event-id'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** One event as text. One that has a number can be gone on from by Last-Event-ID. */
function textOf(event: { seq?: number; type?: string }): string {
  const id = event.seq === undefined ? '' : `id: ${event.seq}\n`;
  return `${id}event: ${event.type ?? 'change'}\ndata: ${JSON.stringify(event)}\n\n`;
}

/**
 * Sends events as server-sent events until they end or the client leaves. A client that reads
 * slowly holds the source back. The last event is `end`, after which there is nothing to come.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  { stop, stopping, events }: StreamEnds,
): Promise<void> {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
    // A kept connection would outlast the stream, and the server waits for it when it ends.
    connection: 'close',
  });
  raw.on('close', () => stop.abort());
  const onStopping = () => stop.abort();
  stopping.addEventListener('abort', onStopping);
  raw.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => raw.write(': \n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events) {
      if (stop.signal.aborted) break;
      if (!raw.write(textOf(event))) await once(raw, 'drain', { signal: stop.signal });
    }
    if (!stop.signal.aborted) raw.write('event: end\ndata: {}\n\n');
  } catch (error) {
    if (!stop.signal.aborted) request.log.error({ err: error }, 'event stream broke');
  } finally {
    stopping.removeEventListener('abort', onStopping);
    clearInterval(heartbeat);
    // Whoever has stopped reading would keep the server from ending.
    if (raw.writableNeedDrain) raw.destroy();
    else raw.end();
  }
}
