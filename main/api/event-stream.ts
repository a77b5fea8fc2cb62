import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** So often a comment is sent where nothing happens: proxies and clients notice a dead line. */
const HEARTBEAT_MS = 15_000;

interface Numbered {
  readonly seq: number;
  readonly type: string;
}

/** Where the client left off: Last-Event-ID, or 0. */
export function lastEventId(request: FastifyRequest): number {
  const value = request.headers['last-event-id'];
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 0;
}

/**
 * Sends events as server-sent events until they end or the client leaves. A client that reads
 * slowly holds the source back. The last event is `end`, after which there is nothing to come.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  stop: AbortController,
  events: AsyncIterable<Numbered>,
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
  raw.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => raw.write(': \n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events) {
      if (stop.signal.aborted) break;
      const text = `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      if (!raw.write(text)) await once(raw, 'drain', { signal: stop.signal });
    }
    if (!stop.signal.aborted) raw.write('event: end\ndata: {}\n\n');
  } catch (error) {
    if (!stop.signal.aborted) request.log.error({ err: error }, 'event stream broke');
  } finally {
    clearInterval(heartbeat);
    // Whoever has stopped reading would keep the server from ending.
    if (raw.writableNeedDrain) raw.destroy();
    else raw.end();
  }
}
