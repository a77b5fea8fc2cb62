/**
 * Code that runs in the page's two worlds. Each exported function is sent to Chromium as its own
 * source text, so it must not refer to anything outside itself.
 */

/** What crosses between the worlds: plain data, with functions and promises as numbers. */
export type Wire =
  | { data: unknown }
  | { list: Wire[] }
  | { object: [string, Wire][] }
  | { callable: number }
  | { promise: number }
  | { error: string };
export type Message =
  | { kind: 'expose'; key: string; value: Wire }
  | { kind: 'call'; callable: number; args: Wire[] }
  | { kind: 'returned'; value: Wire }
  | { kind: 'threw'; reason: string }
  | { kind: 'settled'; promise: number; ok: boolean; value: Wire };
export interface End {
  encode(value: unknown): Wire;
  decode(wire: Wire): unknown;
  post(message: Message): void;
}
export type CreateEnd = (
  outgoing: string,
  incoming: string,
  onExpose?: (key: string, value: unknown) => void,
) => End;

/**
 * One end of the bridge between the worlds, which share the DOM but no objects. It does what
 * Electron's contextBridge does: values are copied, functions and promises stand for those of the
 * other side, of errors only the message passes, symbols do not pass at all.
 * @param outgoing name of the events that carry messages to the other world
 * @param incoming name of the events that bring them
 */
export function createEnd(
  outgoing: string,
  incoming: string,
  onExpose?: (key: string, value: unknown) => void,
): End {
  type Callable = (...args: unknown[]) => unknown;
  const callables = new Map<number, Callable>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const answers: Message[] = [];
  let last = 0;

  const post = (message: Message): void => {
    window.dispatchEvent(new CustomEvent(outgoing, { detail: message }));
  };
  const describe = (error: unknown): string =>
    error instanceof Error ? error.message : String(error);

  const isPlain = (value: object): boolean => {
    const tag = Object.prototype.toString.call(value);
    return tag === '[object Object]' || tag === '[object Module]';
  };

  function encode(value: unknown): Wire {
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value === 'function') {
      last += 1;
      callables.set(last, value as Callable);
      return { callable: last };
    }
    if (typeof value !== 'object' || value === null) return { data: value };
    if (value instanceof Promise) {
      last += 1;
      const promise = last;
      value.then(
        (result) => post({ kind: 'settled', promise, ok: true, value: encode(result) }),
        (error: unknown) =>
          post({ kind: 'settled', promise, ok: false, value: { error: describe(error) } }),
      );
      return { promise };
    }
    if (value instanceof Error) return { error: value.message };
    if (Array.isArray(value)) return { list: value.map(encode) };
    if (!isPlain(value)) return { data: structuredClone(value) };
    return { object: Object.entries(value).map(([key, part]) => [key, encode(part)]) };
  }

  function callOther(callable: number, args: unknown[]): unknown {
    const before = answers.length;
    // The other world answers before dispatchEvent returns.
    post({ kind: 'call', callable, args: args.map(encode) });
    const answer = answers.splice(before).at(0);
    if (answer?.kind === 'returned') return decode(answer.value);
    throw new Error(answer?.kind === 'threw' ? answer.reason : 'The other world is gone.');
  }

  function decode(wire: Wire): unknown {
    if ('data' in wire) return wire.data;
    if ('error' in wire) return new Error(wire.error);
    if ('list' in wire) return wire.list.map(decode);
    if ('object' in wire)
      return Object.freeze(
        Object.fromEntries(wire.object.map(([key, part]) => [key, decode(part)])),
      );
    if ('callable' in wire) return (...args: unknown[]) => callOther(wire.callable, args);
    const settled = Promise.withResolvers<unknown>();
    waiting.set(wire.promise, settled);
    return settled.promise;
  }

  function answerCall(message: Extract<Message, { kind: 'call' }>): void {
    let answer: Message;
    try {
      const result = callables.get(message.callable)?.(...message.args.map(decode));
      answer = { kind: 'returned', value: encode(result) };
    } catch (error) {
      answer = { kind: 'threw', reason: describe(error) };
    }
    post(answer);
  }

  window.addEventListener(incoming, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.kind === 'call') answerCall(message);
    else if (message.kind === 'expose') onExpose?.(message.key, decode(message.value));
    else if (message.kind === 'settled') {
      const value = decode(message.value);
      const settled = waiting.get(message.promise);
      waiting.delete(message.promise);
      if (message.ok) settled?.resolve(value);
      else settled?.reject(value);
    } else answers.push(message);
  });
  return { encode, decode, post };
}

/** The main world: puts what the preload exposes on window before the page's own scripts run. */
export function mainWorld(create: CreateEnd, secret: string): void {
  create(`${secret}:to-preload`, `${secret}:to-page`, (key, value) => {
    if (Object.hasOwn(window, key))
      throw new Error(`Cannot bind an API on top of an existing property on the window object`);
    Object.defineProperty(window, key, { value, enumerable: true });
  });
  // A denied window.open makes no window and gives null; Chromium's own would make one first.
  window.open = (address = '') => {
    const detail = new URL(address, document.baseURI).href;
    window.dispatchEvent(new CustomEvent(`${secret}:open`, { detail }));
    return null;
  };
}

/** What the host sends into the preload's world, and what it gets from there. */
export type ToPreload =
  | { kind: 'message'; channel: string; args: unknown[] }
  | { kind: 'reply'; id: number; ok: true; value: unknown }
  | { kind: 'reply'; id: number; ok: false; reason: string };
export type FromPreload =
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'open'; url: string }
  | { kind: 'failed'; reason: string };

export interface PreloadWorld {
  receive(text: string): void;
}

/**
 * The isolated world: runs the preload as a sandboxed one, with a require that knows 'electron'.
 * @param preload the built preload script, wrapped as a CommonJS module
 */
export function isolatedWorld(
  create: CreateEnd,
  secret: string,
  preload: (require: (id: string) => unknown, module: { exports: object }) => void,
): void {
  // Electron runs a preload in the main frame alone.
  if (window.top !== window) return;
  type Listener = (event: object, ...args: unknown[]) => void;
  const host = globalThis as unknown as {
    standInSend: (text: string) => void;
    standInWorld: PreloadWorld;
  };
  const end = create(`${secret}:to-page`, `${secret}:to-preload`);
  const listeners = new Map<string, Set<Listener>>();
  const replies = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;

  // structuredClone refuses what Electron's IPC refuses; JSON alone would drop functions in silence.
  const tell = (message: FromPreload): void =>
    host.standInSend(
      JSON.stringify(structuredClone(message), (_key, value: unknown) =>
        value === undefined ? { standInUndefined: true } : value,
      ),
    );

  window.addEventListener(`${secret}:open`, (event) => {
    tell({ kind: 'open', url: (event as CustomEvent<string>).detail });
  });
  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      last += 1;
      const reply = Promise.withResolvers<unknown>();
      tell({ kind: 'invoke', id: last, channel, args });
      replies.set(last, reply);
      return reply.promise;
    },
    send(channel: string, ...args: unknown[]): void {
      tell({ kind: 'send', channel, args });
    },
    on(channel: string, listener: Listener): object {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
      return ipcRenderer;
    },
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown): void {
      end.post({ kind: 'expose', key, value: end.encode(api) });
    },
  };
  host.standInWorld = {
    receive(text) {
      const message = JSON.parse(text) as ToPreload;
      if (message.kind === 'message') {
        for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
        return;
      }
      const reply = replies.get(message.id);
      replies.delete(message.id);
      if (message.ok) reply?.resolve(message.value);
      else reply?.reject(new Error(message.reason));
    },
  };
  try {
    preload(
      (id) => {
        if (id === 'electron') return { contextBridge, ipcRenderer };
        throw new Error(`module not found: ${id}`);
      },
      { exports: {} },
    );
  } catch (error) {
    tell({ kind: 'failed', reason: String(error) });
  }
}
