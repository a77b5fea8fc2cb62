import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { CLUSTER_ID, handlers, info, session, stepEvents } from './fixtures.testing.ts';
import type { Handlers } from '../services/dispatch.ts';
import { createRouter } from './router.ts';
import { attachSocket, MAX_FRAME_BYTES, type SocketOptions } from './websocket.ts';

let server: WebSocketServer;
let client: WebSocket;
const frames: unknown[] = [];

async function connect(
  given: Partial<Handlers> = {},
  options: SocketOptions & { autoPong?: boolean } = {},
): Promise<void> {
  const { autoPong = true, ...socketOptions } = options;
  const router = createRouter({
    handlers: handlers(given),
    log: { error: vi.fn<() => void>() },
  });
  server.on('connection', (socket) => attachSocket(socket, router, session, socketOptions));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  client = new WebSocket(`ws://127.0.0.1:${address.port}`, { autoPong });
  client.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
  await once(client, 'open');
}

function send(frame: unknown): void {
  client.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
}

beforeEach(async () => {
  frames.length = 0;
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 4 * MAX_FRAME_BYTES });
  await once(server, 'listening');
});

afterEach(async () => {
  client.terminate();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

test('answers calls under their own numbers', async () => {
  await connect();
  send({ kind: 'call', id: 7, name: 'app.info', input: {} });
  send({ kind: 'call', id: 8, name: 'no.such', input: {} });
  await vi.waitFor(() => expect(frames).toHaveLength(2));
  expect(frames).toContainEqual({ kind: 'result', id: 7, result: { ok: true, data: info } });
  expect(frames).toContainEqual({
    kind: 'result',
    id: 8,
    result: { ok: false, problem: expect.objectContaining({ code: 'E12001' }) as unknown },
  });
});

describe('frames that are none', () => {
  test.each([
    ['no JSON', '{', -1, 'E12002'],
    ['an unknown kind', { kind: 'shout', id: 3 }, 3, 'E12002'],
    ['a wrong id', { kind: 'call', id: 'x', name: 'app.info', input: {} }, -1, 'E12002'],
    ['null', 'null', -1, 'E12002'],
    ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), -1, 'E12002'],
    ['too much', JSON.stringify('x'.repeat(MAX_FRAME_BYTES)), -1, 'E12005'],
  ])('%s is answered and the next call works', async (_what, frame, id, code) => {
    await connect();
    send(frame);
    send({ kind: 'call', id: 9, name: 'app.info', input: {} });
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames[0]).toMatchObject({ kind: 'result', id, result: { problem: { code } } });
    expect(frames[1]).toMatchObject({ id: 9, result: { ok: true } });
  });

  test('binary data is refused', async () => {
    await connect();
    client.send(Buffer.from(JSON.stringify({ kind: 'unsubscribe', id: 1 })), { binary: true });
    await vi.waitFor(() => expect(frames).toHaveLength(1));
    expect(frames[0]).toMatchObject({ id: -1, result: { problem: { code: 'E12002' } } });
  });
});

test('a call hears that the page cancels it, or goes', async () => {
  const signals: AbortSignal[] = [];
  await connect({
    'clusters.components': async (_input, { signal }) => {
      signals.push(signal);
      await once(signal, 'abort');
      throw new Error('nobody waits');
    },
  });
  const components = { kind: 'call', name: 'clusters.components', input: { id: CLUSTER_ID } };
  for (const id of [1, 2]) send({ ...components, id });
  await vi.waitFor(() => expect(signals).toHaveLength(2));
  send({ ...components, id: 2 });
  send({ kind: 'cancel', id: 1 });
  await vi.waitFor(() => expect(frames).toHaveLength(2));
  expect(frames).toMatchObject([
    { id: 2, result: { problem: { code: 'E12002' } } },
    { id: 1, result: { problem: { code: 'E12003' } } },
  ]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  client.close();
  await vi.waitFor(() => expect(signals[1]?.aborted).toBe(true));
});

describe('streams', () => {
  const open = { kind: 'subscribe', id: 1, name: 'operations.events', input: { id: CLUSTER_ID } };

  test('sends events, and an end only when the stream broke', async () => {
    await connect({
      async *'operations.events'({ after }) {
        yield* stepEvents(2);
        if (after === 1) throw new Error('gone');
      },
    });
    send(open);
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    send({ ...open, input: { id: CLUSTER_ID, after: 1 } });
    await vi.waitFor(() => expect(frames).toHaveLength(5));
    const event = { kind: 'event', id: 1 };
    const end = { kind: 'end', id: 1, problem: { code: 'E12003' } };
    expect(frames).toMatchObject([event, event, event, event, end]);
  });

  test('a number in use, and more streams than a page opens, are refused', async () => {
    await connect();
    for (let id = 1; id <= 65; id += 1) send({ ...open, id });
    send(open);
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames).toMatchObject([
      { kind: 'result', id: 65, result: { problem: { code: 'E12002' } } },
      { kind: 'result', id: 1, result: { problem: { code: 'E12002' } } },
    ]);
  });

  test('the page ends one, the closing socket ends the rest', async () => {
    const running = new Set<string>();
    await connect({
      async *'operations.events'({ after }, { signal }) {
        running.add(`${after}`);
        if (!signal.aborted) await once(signal, 'abort');
        running.delete(`${after}`);
        yield* [];
      },
    });
    for (const id of [1, 2, 3]) send({ ...open, id, input: { id: CLUSTER_ID, after: id } });
    await vi.waitFor(() => expect(running.size).toBe(3));
    send({ kind: 'unsubscribe', id: 2 });
    await vi.waitFor(() => expect([...running]).toEqual(['1', '3']));
    client.close();
    await vi.waitFor(() => expect(running.size).toBe(0));
    expect(frames).toEqual([]);
  });

  test('a page that does not read holds its stream back and gets everything later', async () => {
    const total = 4000;
    let produced = 0;
    await connect({
      async *'operations.events'() {
        for (const event of stepEvents(total, 16_384)) {
          produced += 1;
          yield event;
        }
      },
    });
    client.pause();
    send(open);
    // 64 MB in all: the kernel's buffers and ours take a part of it, then production must stand.
    let before = -1;
    await vi.waitFor(
      () => {
        const same = produced > 0 && produced === before;
        before = produced;
        expect(same).toBe(true);
      },
      { interval: 200, timeout: 10_000 },
    );
    expect(produced).toBeLessThan(total / 2);
    const [socket] = server.clients;
    expect(socket?.bufferedAmount).toBeLessThan(2 * MAX_FRAME_BYTES);
    client.resume();
    await vi.waitFor(() => expect(frames).toHaveLength(total), { timeout: 20_000 });
  });
});

describe('keep-alive', () => {
  test('a page that answers pings stays', async () => {
    await connect({}, { keepAliveMs: 20 });
    let pings = 0;
    client.on('ping', () => {
      pings += 1;
    });
    await vi.waitFor(() => expect(pings).toBeGreaterThan(3));
    expect(client.readyState).toBe(WebSocket.OPEN);
  });

  test('a page that is gone is cut off', async () => {
    await connect({}, { keepAliveMs: 20, autoPong: false });
    expect(await once(client, 'close')).toMatchObject([1006, {}]);
  });
});
