import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { problem } from '../../shared/contract/errors.ts';
import type { ClientFrame, ServerFrame } from '../../shared/contract/rpc.ts';
import { id, info, step } from '../test/fixtures.testing.ts';
import { createBrowserBridge, type BrowserBridge } from './browser-bridge.ts';

const operationId = id(300);

/** A control plane's end of the socket that keeps what it hears and says what a test tells it to. */
class Peer {
  readonly frames: ClientFrame[] = [];
  private server: WebSocketServer | undefined;
  private socket: ServerSocket | undefined;
  port = 0;

  async listen(): Promise<void> {
    this.server = new WebSocketServer({ host: '127.0.0.1', port: this.port });
    this.server.on('connection', (socket) => {
      this.socket = socket;
      socket.on('message', (data: Buffer) => {
        this.frames.push(JSON.parse(data.toString('utf8')) as ClientFrame);
      });
    });
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  send(frame: ServerFrame): void {
    this.socket?.send(JSON.stringify(frame));
  }

  /** the frames of a kind, once there are this many */
  async heard(kind: ClientFrame['kind'], count = 1): Promise<ClientFrame[]> {
    const find = () => this.frames.filter((frame) => frame.kind === kind);
    const enough = () => {
      if (find().length < count) throw new Error(`fewer than ${count} frames of kind ${kind}`);
    };
    await vi.waitFor(enough, { timeout: 5000 });
    return find();
  }

  cut(): void {
    this.socket?.terminate();
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    this.server = undefined;
  }
}

let peer: Peer;
let bridge: BrowserBridge;
let signedIn: () => Promise<boolean>;

function connect(callTimeoutMs = 5000): void {
  bridge = createBrowserBridge({
    url: `ws://127.0.0.1:${peer.port}/rpc`,
    isSignedIn: () => signedIn(),
    backOffMs: { first: 20, longest: 50 },
    callTimeoutMs,
  });
}

async function untilState(state: string): Promise<void> {
  await vi.waitFor(() => expect(bridge.connection.state()).toBe(state), { timeout: 5000 });
}

function logEvent(seq: number) {
  const { phase, hostId, host } = step('connect', id(200));
  return { seq, operationId, time: '', type: 'log' as const, phase, hostId, host, line: `${seq}` };
}

beforeEach(async () => {
  signedIn = () => Promise.resolve(true);
  peer = new Peer();
  await peer.listen();
  connect();
});

afterEach(async () => {
  bridge.close();
  await peer.stop();
});

test('a call made before the connection stands is sent and answered', async () => {
  const answer = bridge.call('app.info', {});
  const [frame] = await peer.heard('call');
  expect(frame).toMatchObject({ name: 'app.info', input: {} });
  peer.send({ kind: 'result', id: frame?.id ?? 0, result: { ok: true, data: info } });
  expect(await answer).toEqual({ ok: true, data: info });
});

test('a call whose answer is lost with the connection fails and is not sent again', async () => {
  const answer = bridge.call('operations.retry', { id: operationId });
  await peer.heard('call');
  peer.cut();
  expect(await answer).toMatchObject({ ok: false, problem: { code: 'E12008' } });
  await untilState('open');
  const second = bridge.call('app.info', {});
  const frames = await peer.heard('call', 2);
  expect(frames.map((frame) => 'name' in frame && frame.name)).toEqual([
    'operations.retry',
    'app.info',
  ]);
  peer.send({ kind: 'result', id: frames[1]?.id ?? 0, result: { ok: true, data: info } });
  await second;
});

test('a call without an answer ends by its time limit', async () => {
  bridge.close();
  connect(40);
  await untilState('open');
  expect(await bridge.call('app.info', {})).toMatchObject({ problem: { code: 'E12012' } });
});

test('after a break the stream goes on behind the last event, and none comes twice', async () => {
  const seen: number[] = [];
  bridge.subscribe('operations.events', { id: operationId }, (event) => seen.push(event.seq));
  const [first] = await peer.heard('subscribe');
  for (const seq of [1, 2, 3]) {
    peer.send({ kind: 'event', id: first?.id ?? 0, event: logEvent(seq) });
  }
  await vi.waitFor(() => expect(seen).toEqual([1, 2, 3]));

  await peer.stop();
  await untilState('lost');
  await peer.listen();
  const subscriptions = await peer.heard('subscribe', 2);
  const again = subscriptions[1];
  expect(again).toMatchObject({ input: { id: operationId, after: 3 } });
  for (const seq of [2, 3, 4]) {
    peer.send({ kind: 'event', id: again?.id ?? 0, event: logEvent(seq) });
  }
  await vi.waitFor(() => expect(seen).toEqual([1, 2, 3, 4]));
  expect(bridge.connection.state()).toBe('open');
});

test('a stream that was unsubscribed is not taken up again', async () => {
  const stop = bridge.subscribe('changes', {}, () => {});
  await peer.heard('subscribe');
  stop();
  await peer.heard('unsubscribe');
  await peer.stop();
  await untilState('lost');
  await peer.listen();
  await untilState('open');
  void bridge.call('app.info', {});
  await peer.heard('call');
  expect(peer.frames.filter((frame) => frame.kind === 'subscribe')).toHaveLength(1);
});

test('a refused or ended stream tells why', async () => {
  const reasons: string[] = [];
  const onEnd = (reason: { code: string }) => reasons.push(reason.code);
  bridge.subscribe('changes', {}, () => {}, onEnd);
  bridge.subscribe('operations.events', { id: operationId }, () => {}, onEnd);
  const [first, second] = await peer.heard('subscribe', 2);
  const refusal = { ok: false as const, problem: problem('E12002', 'too many') };
  peer.send({ kind: 'result', id: first?.id ?? 0, result: refusal });
  peer.send({ kind: 'end', id: second?.id ?? 0, problem: problem('E60000', 'none') });
  await vi.waitFor(() => expect(reasons).toEqual(['E12002', 'E60000']));
});

test('an ended session stops the attempts and shows as signed out', async () => {
  await untilState('open');
  signedIn = () => Promise.resolve(false);
  peer.cut();
  await untilState('signed-out');
  expect(await bridge.call('app.info', {})).toMatchObject({ ok: false });
});

test('a control plane that does not answer at all is tried again until it is back', async () => {
  await untilState('open');
  signedIn = () => Promise.reject(new Error('refused'));
  await peer.stop();
  await untilState('lost');
  const answer = bridge.call('app.info', {});
  await peer.listen();
  const [frame] = await peer.heard('call');
  peer.send({ kind: 'result', id: frame?.id ?? 0, result: { ok: true, data: info } });
  expect(await answer).toMatchObject({ ok: true });
});
