import { z } from 'zod';
import type { CallInput, CallOutput, ProcedureName, StreamName } from './calls/index.ts';
import { problemSchema, type Problem } from './errors.ts';

export type { ChangeEvent } from './changes.ts';
export type { ProcedureName, StreamName };
export type ProcedureInput<N extends ProcedureName> = CallInput<N>;
export type ProcedureOutput<N extends ProcedureName> = CallOutput<N>;
export type StreamInput<N extends StreamName> = CallInput<N>;
export type StreamEvent<N extends StreamName> = CallOutput<N>;

export const callResult = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), problem: problemSchema }),
]);
export type CallResult<T> = { ok: true; data: T } | { ok: false; problem: Problem };

/**
 * What the preload (Electron) or the browser's bridge puts on `window.controlPlane`: the page's way
 * to every call of the table. `subscribe` returns the function that ends the stream; `onEnd` hears
 * when it broke, with the reason.
 */
export interface ControlPlaneBridge {
  /** @param key a number of the page's own by which it can cancel the call */
  call<N extends ProcedureName>(
    name: N,
    input: ProcedureInput<N>,
    key?: number,
  ): Promise<CallResult<ProcedureOutput<N>>>;
  /** Tells the control plane that nobody waits for the call any more. */
  cancel(key: number): void;
  subscribe<N extends StreamName>(
    name: N,
    input: StreamInput<N>,
    onEvent: (event: StreamEvent<N>) => void,
    onEnd?: (problem: Problem) => void,
  ): () => void;
}

/** Frames on the page's WebSocket, each one JSON text. */
export const clientFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.int() }),
  z.object({ kind: z.literal('subscribe'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('unsubscribe'), id: z.int() }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerFrame =
  | { kind: 'result'; id: number; result: CallResult<unknown> }
  | { kind: 'event'; id: number; event: unknown }
  | { kind: 'end'; id: number; problem: Problem };
