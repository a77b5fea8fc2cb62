import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { channels } from './channels.ts';
import { CLUSTER_ID, handlers, info, session, stepEvents } from './fixtures.testing.ts';
import { attachIpc, type IpcEvent, type IpcMainLike, type IpcTransport } from './ipc.ts';
import type { Handlers } from '../services/dispatch.ts';
import { createRouter } from './router.ts';

interface FakeEvent extends IpcEvent {
  readonly origin: string;
}
type Call = (event: FakeEvent, ...args: unknown[]) => Promise<unknown>;

const ipcEvents = new EventEmitter();
const handled = new Map<string, Call>();
const ipcMain: IpcMainLike<FakeEvent> = {
  handle: (channel, listener) => void handled.set(channel, listener),
  removeHandler: (channel) => void handled.delete(channel),
  on: (channel, listener) => ipcEvents.on(channel, listener),
  removeAllListeners: (channel) => ipcEvents.removeAllListeners(channel),
};

const sent: unknown[][] = [];
const page: FakeEvent = {
  origin: 'app://clusterdesk',
  sender: {
    id: 1,
    isDestroyed: () => false,
    send: (...message) => void sent.push(message),
  },
};
const stranger: FakeEvent = { ...page, origin: 'https://elsewhere.example' };
let transport: IpcTransport;

const isTrusted = (event: FakeEvent) => event.origin === 'app://clusterdesk';

function attach(given: Partial<Handlers> = {}): void {
  const router = createRouter({
    handlers: handlers(given),
    log: { error: vi.fn<() => void>() },
  });
  transport = attachIpc({ ipcMain, router, session, isTrusted });
}

const call = (event: FakeEvent, ...args: unknown[]) => handled.get(channels.call)?.(event, ...args);
const post = (channel: string, event: FakeEvent, ...args: unknown[]) =>
  void ipcEvents.emit(channel, event, ...args);

beforeEach(() => {
  sent.length = 0;
});
afterEach(() => transport.close());

test('answers the page and refuses everyone else', async () => {
  attach();
  expect(await call(page, 'app.info', {})).toEqual({ ok: true, data: info });
  expect(await call(page, 7, {})).toMatchObject({ problem: { code: 'E12001' } });
  expect(await call(stranger, 'app.info', {})).toMatchObject({ problem: { code: 'E12010' } });
});

describe('streams', () => {
  const input = { id: CLUSTER_ID };

  test('go to the page with its number, and end with the reason', async () => {
    attach({
      async *'operations.events'() {
        yield* stepEvents(1);
        throw new Error('gone');
      },
    });
    post(channels.subscribe, page, 4, 'operations.events', input);
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent).toEqual([
      [channels.event, 4, ...stepEvents(1)],
      [channels.end, 4, expect.objectContaining({ code: 'E12003' })],
    ]);
  });

  test('an unknown stream ends at once, a stranger and nonsense are ignored', async () => {
    const started = vi.fn<(signal: AbortSignal) => void>();
    attach({
      async *changes(_input, { signal }) {
        started(signal);
        yield* [];
      },
    });
    post(channels.subscribe, stranger, 1, 'changes', {});
    post(channels.subscribe, page, 'x', 'changes', {});
    post(channels.subscribe, page, 1, { name: 'changes' }, {});
    post(channels.subscribe, page, 2, 'no.such', {});
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent).toEqual([[channels.end, 2, expect.objectContaining({ code: 'E12001' })]]);
    expect(started).not.toHaveBeenCalled();
  });

  test('wait for a page that has taken nothing of 256 events', async () => {
    attach({
      async *'operations.events'() {
        yield* stepEvents(1000);
      },
    });
    post(channels.subscribe, page, 1, 'operations.events', input);
    await vi.waitFor(() => expect(sent).toHaveLength(256));
    post(channels.taken, stranger, 1, 256);
    post(channels.taken, page, 1, 'all');
    await new Promise(setImmediate);
    expect(sent).toHaveLength(256);
    post(channels.taken, page, 1, 100);
    await vi.waitFor(() => expect(sent).toHaveLength(356));
  });

  test.each([
    ['the page ends it', () => post(channels.unsubscribe, page, 1)],
    ['the page is loaded anew', () => transport.endPage(1)],
    ['the app quits', () => transport.close()],
  ])('stop when %s', async (_when, stop) => {
    const state = { running: false };
    attach({
      async *changes(_input, { signal }) {
        state.running = true;
        if (!signal.aborted) await once(signal, 'abort');
        state.running = false;
        yield* [];
      },
    });
    post(channels.subscribe, page, 1, 'changes', {});
    expect(state.running).toBe(true);
    post(channels.unsubscribe, stranger, 1);
    expect(state.running).toBe(true);
    stop();
    await vi.waitFor(() => expect(state.running).toBe(false));
    expect(sent).toEqual([]);
  });
});

describe('calls', () => {
  test.each([
    ['the page cancels them', () => post(channels.cancel, page, 7)],
    ['the page is loaded anew', () => transport.endPage(1)],
    ['the app quits', () => transport.close()],
  ])('hear when %s', async (_when, stop) => {
    const state = { signal: undefined as AbortSignal | undefined };
    attach({
      'clusters.components': async (_input, { signal }) => {
        state.signal = signal;
        await once(signal, 'abort');
        throw new Error('nobody waits');
      },
    });
    const answer = call(page, 'clusters.components', { id: CLUSTER_ID }, 7);
    await vi.waitFor(() => expect(state.signal).toBeDefined());
    post(channels.cancel, stranger, 7);
    post(channels.cancel, page, 8);
    expect(state.signal?.aborted).toBe(false);
    stop();
    expect(state.signal?.aborted).toBe(true);
    expect(await answer).toMatchObject({ ok: false });
  });
});
