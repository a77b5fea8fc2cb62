import { z } from 'zod';
import { timeLimit } from '../../shared/contract/call.ts';
import { calls } from '../../shared/contract/calls/index.ts';
import { problem, problemSchema, type Problem } from '../../shared/contract/errors.ts';
import {
  callResult,
  type CallResult,
  type ClientFrame,
  type ControlPlaneBridge,
  type ProcedureName,
} from '../../shared/contract/rpc.ts';
import { i18n } from '../i18n/index.ts';
import type { Connection, ConnectionState } from './control-plane.ts';

export interface BrowserBridgeOptions {
  /** ws: or wss: address of the control plane's /rpc */
  url: string;
  /** Asked after a break: the browser hides why a WebSocket was refused. */
  isSignedIn: () => Promise<boolean>;
  /** first and longest pause between attempts; the pause doubles from one to the other */
  backOffMs?: { first: number; longest: number };
  /** instead of the call table's limits */
  callTimeoutMs?: number;
}

export interface BrowserBridge extends ControlPlaneBridge {
  connection: Connection;
  close(): void;
}

interface PendingCall {
  frame: ClientFrame;
  /** by which the page may cancel it */
  key: number | undefined;
  sent: boolean;
  timer: ReturnType<typeof setTimeout>;
  resolve: (result: CallResult<unknown>) => void;
}

interface Subscription {
  name: string;
  input: unknown;
  lastSeq: number;
  onEvent: (event: unknown) => void;
  onEnd: ((problem: Problem) => void) | undefined;
}

const serverFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: z.int(), result: callResult }),
  z.object({ kind: z.literal('event'), id: z.int(), event: z.unknown() }),
  z.object({ kind: z.literal('end'), id: z.int(), problem: problemSchema }),
]);

const sequenced = z.object({ seq: z.int() });
/** The control plane ends a call at its limit; its word of that is worth this much patience. */
const GRACE_MS = 5000;

function limitOf(name: ProcedureName, input: object): number {
  const wait = 'wait' in input ? Number(input.wait) || 0 : 0;
  return timeLimit(calls[name], wait) + GRACE_MS;
}

function connectionProblem(text: 'lost' | 'unreachable' | 'timedOut'): CallResult<never> {
  const code = text === 'timedOut' ? 'E12012' : 'E12008';
  return {
    ok: false,
    problem: problem(code, i18n.t(`bridge.${text}.message`), { fix: i18n.t(`bridge.${text}.fix`) }),
  };
}

/**
 * The control plane over a WebSocket. It reconnects by itself, subscribes again (a stream with
 * sequence numbers goes on after the last one seen) and sends calls that were waiting. A call whose
 * answer was lost with the connection answers E12008 and is not sent twice.
 */
export function createBrowserBridge(options: BrowserBridgeOptions): BrowserBridge {
  const backOff = options.backOffMs ?? { first: 250, longest: 10_000 };
  const pending = new Map<number, PendingCall>();
  const subscriptions = new Map<number, Subscription>();
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  let socket: WebSocket | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let pause = backOff.first;
  let lastId = 0;
  let closed = false;

  function setState(next: ConnectionState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function send(frame: ClientFrame): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function settle(id: number, result: CallResult<unknown>): void {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    clearTimeout(call.timer);
    call.resolve(result);
  }

  function sendSubscription(id: number, subscription: Subscription): void {
    const { name, input, lastSeq } = subscription;
    const resumed = lastSeq > 0 ? { ...(input as object), after: lastSeq } : input;
    send({ kind: 'subscribe', id, name, input: resumed });
  }

  function endSubscription(id: number, reason: Problem): void {
    const subscription = subscriptions.get(id);
    subscriptions.delete(id);
    subscription?.onEnd?.(reason);
  }

  function onOpen(): void {
    pause = backOff.first;
    for (const call of pending.values()) call.sent = send(call.frame);
    for (const [id, subscription] of subscriptions) sendSubscription(id, subscription);
    setState('open');
  }

  function onMessage(text: unknown): void {
    const frame = serverFrame.safeParse(JSON.parse(String(text)));
    if (!frame.success) return;
    const { data } = frame;
    const subscription = subscriptions.get(data.id);
    if (data.kind === 'result') {
      // the answer to a subscription is its refusal
      if (subscription && !data.result.ok) endSubscription(data.id, data.result.problem);
      return settle(data.id, data.result);
    }
    if (data.kind === 'end') return endSubscription(data.id, data.problem);
    if (!subscription) return;
    const numbered = sequenced.safeParse(data.event);
    if (numbered.success) {
      // what was sent again around a reconnect has been seen
      if (numbered.data.seq <= subscription.lastSeq) return;
      subscription.lastSeq = numbered.data.seq;
    }
    subscription.onEvent(data.event);
  }

  function onClose(): void {
    socket = undefined;
    if (closed) return;
    for (const [id, call] of pending) if (call.sent) settle(id, connectionProblem('lost'));
    setState('lost');
    retryTimer = setTimeout(() => void reconnect(), pause);
    pause = Math.min(pause * 2, backOff.longest);
  }

  function connect(): void {
    const next = new WebSocket(options.url);
    socket = next;
    next.addEventListener('open', onOpen);
    next.addEventListener('message', (event) => onMessage(event.data));
    next.addEventListener('close', onClose);
  }

  async function reconnect(): Promise<void> {
    retryTimer = undefined;
    // a server that does not answer says nothing about the session
    const signedIn = await options.isSignedIn().catch(() => true);
    if (closed || socket) return;
    if (signedIn) return connect();
    for (const id of pending.keys()) settle(id, connectionProblem('unreachable'));
    setState('signed-out');
  }

  connect();

  return {
    call(name, input, key) {
      return new Promise<CallResult<never>>((resolve) => {
        if (state === 'signed-out') return resolve(connectionProblem('unreachable'));
        const id = ++lastId;
        const limit = options.callTimeoutMs ?? limitOf(name, input);
        const timer = setTimeout(() => {
          const reached = pending.get(id)?.sent ?? false;
          settle(id, connectionProblem(reached ? 'timedOut' : 'unreachable'));
        }, limit);
        const frame: ClientFrame = { kind: 'call', id, name, input };
        const sent = send(frame);
        // the server parses the input and answers with the output of this procedure
        pending.set(id, { frame, key, sent, timer, resolve: resolve as PendingCall['resolve'] });
      });
    },
    cancel(key) {
      for (const [id, call] of pending) {
        if (call.key !== key) continue;
        // one that was not sent is not to be; the answer to the others comes
        if (call.sent) send({ kind: 'cancel', id });
        else settle(id, connectionProblem('unreachable'));
      }
    },
    subscribe(name, input, onEvent, onEnd) {
      const id = ++lastId;
      const after = 'after' in input && typeof input.after === 'number' ? input.after : 0;
      const subscription: Subscription = {
        name,
        input,
        lastSeq: after,
        onEvent: onEvent as Subscription['onEvent'],
        onEnd,
      };
      subscriptions.set(id, subscription);
      sendSubscription(id, subscription);
      return () => {
        if (subscriptions.delete(id)) send({ kind: 'unsubscribe', id });
      };
    },
    connection: {
      state: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      retryNow() {
        if (!retryTimer) return;
        clearTimeout(retryTimer);
        void reconnect();
      },
    },
    close() {
      closed = true;
      clearTimeout(retryTimer);
      for (const call of pending.values()) clearTimeout(call.timer);
      pending.clear();
      subscriptions.clear();
      socket?.close();
    },
  };
}
