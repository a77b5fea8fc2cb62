import { problem } from '../../shared/contract/errors.ts';
import type { CallResult } from '../../shared/contract/rpc.ts';
import type { Session } from '../services/session.ts';
import { channels } from './channels.ts';
import type { EventSink, Router } from './router.ts';
import { Subscriptions } from './subscriptions.ts';

/** The pieces of Electron's ipcMain, WebContents and events that the transport needs. */
export interface IpcSender {
  readonly id: number;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}
export interface IpcEvent {
  readonly sender: IpcSender;
}
export interface IpcMainLike<E extends IpcEvent> {
  handle(channel: string, listener: (event: E, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
  on(channel: string, listener: (event: E, ...args: unknown[]) => void): unknown;
  removeAllListeners(channel: string): unknown;
}

export interface IpcOptions<E extends IpcEvent> {
  readonly ipcMain: IpcMainLike<E>;
  readonly router: Router;
  readonly session: Session;
  /** Whether a message comes from the main frame of our own page. */
  readonly isTrusted: (event: E) => boolean;
}

export interface IpcTransport {
  /** Ends the streams and calls of a page that has gone or is being loaded anew. */
  endPage(senderId: number): void;
  /** Ends all streams and calls and takes the channels off. */
  close(): void;
}

/** Events that may be on their way to the page before it says that it has taken some. */
const WINDOW = 256;

/** Counts the events the page has not taken yet, and holds the stream back at WINDOW of them. */
class Flow {
  #untaken = 0;
  #resume: (() => void) | undefined;

  sent(): Promise<void> | undefined {
    this.#untaken += 1;
    if (this.#untaken < WINDOW) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resume = resolve;
    return promise;
  }

  taken(count: number): void {
    this.#untaken = Math.max(0, this.#untaken - count);
    if (this.#untaken >= WINDOW) return;
    this.#resume?.();
    this.#resume = undefined;
  }
}

interface Page {
  readonly subscriptions: Subscriptions;
  readonly flows: Map<number, Flow>;
  /** the calls that can be cancelled, by the number that the page gave each */
  readonly calls: Map<number, AbortController>;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

const foreign: CallResult<never> = {
  ok: false,
  problem: problem('E12010', 'Only the page of this app may call.', {
    fix: "Use the app's own window.",
  }),
};

/** Serves the page over Electron's IPC. Messages of anyone else are refused or ignored. */
export function attachIpc<E extends IpcEvent>(options: IpcOptions<E>): IpcTransport {
  const { ipcMain, router, session, isTrusted } = options;
  const pages = new Map<number, Page>();

  function pageOf(senderId: number): Page {
    const known = pages.get(senderId);
    if (known !== undefined) return known;
    const page = {
      subscriptions: new Subscriptions(router, session),
      flows: new Map(),
      calls: new Map(),
    };
    pages.set(senderId, page);
    return page;
  }

  function subscribe(sender: IpcSender, id: number, name: string, input: unknown): void {
    const page = pageOf(sender.id);
    const flow = new Flow();
    const post = (channel: string, data: unknown): void => {
      if (!sender.isDestroyed()) sender.send(channel, id, data);
    };
    const sink: EventSink = (event) => {
      post(channels.event, event);
      return flow.sent();
    };
    const refusal = page.subscriptions.open({ id, name, input }, sink, (reason) => {
      page.flows.delete(id);
      if (reason !== undefined) post(channels.end, reason);
    });
    if (refusal === undefined) page.flows.set(id, flow);
    else post(channels.end, refusal);
  }

  async function call(
    sender: IpcSender,
    name: string,
    input: unknown,
    key: unknown,
  ): Promise<CallResult<unknown>> {
    const cancel = new AbortController();
    const { calls } = pageOf(sender.id);
    if (isId(key)) calls.set(key, cancel);
    try {
      return await router.call(name, input, session, cancel.signal);
    } finally {
      if (isId(key)) calls.delete(key);
    }
  }

  ipcMain.handle(channels.call, async (event, name, input, key) => {
    if (!isTrusted(event)) return foreign;
    return call(event.sender, typeof name === 'string' ? name : '', input, key);
  });
  ipcMain.on(channels.cancel, (event, key) => {
    if (!isTrusted(event) || !isId(key)) return;
    pages.get(event.sender.id)?.calls.get(key)?.abort();
  });
  ipcMain.on(channels.subscribe, (event, id, name, input) => {
    if (!isTrusted(event) || !isId(id) || typeof name !== 'string') return;
    subscribe(event.sender, id, name, input);
  });
  ipcMain.on(channels.unsubscribe, (event, id) => {
    if (!isTrusted(event) || !isId(id)) return;
    const page = pages.get(event.sender.id);
    page?.subscriptions.close(id);
    page?.flows.delete(id);
  });
  ipcMain.on(channels.taken, (event, id, count) => {
    if (!isTrusted(event) || !isId(id) || !isId(count)) return;
    pages.get(event.sender.id)?.flows.get(id)?.taken(count);
  });

  function endPage(senderId: number): void {
    const page = pages.get(senderId);
    pages.delete(senderId);
    page?.subscriptions.closeAll();
    for (const cancel of page?.calls.values() ?? []) cancel.abort();
  }

  return {
    endPage,
    close() {
      for (const senderId of pages.keys()) endPage(senderId);
      ipcMain.removeHandler(channels.call);
      const { cancel, subscribe: begin, unsubscribe, taken } = channels;
      for (const channel of [cancel, begin, unsubscribe, taken])
        ipcMain.removeAllListeners(channel);
    },
  };
}
