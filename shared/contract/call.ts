import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { TokenScope } from './token.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The token's scope that a call needs. none: no token; optional: the call says when it needs one. */
export type Access = TokenScope | 'none' | 'optional';

/**
 * data: one value. list: a page of items. start: starts an operation. stream: events until it ends.
 * file: a text with a type and a name of its own.
 */
export type CallKind = 'data' | 'list' | 'start' | 'stream' | 'file';

/** All that a call is besides its schemas. */
export interface CallFacts {
  readonly method: Method;
  /** as OpenAPI writes it: /v1/cluster/{id} */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** what can go wrong besides the errors that every call shares */
  readonly errors?: readonly ErrorCode[];
  /** codes of fields whose fault has one of its own: { name: 'E52000' } */
  readonly fieldCodes?: Readonly<Record<string, ErrorCode>>;
  /** its answer holds a secret that is shown once */
  readonly answersSecret?: boolean;
  /** it visits hosts or other machines before it answers: see timeLimit */
  readonly slow?: boolean;
  readonly example?: { readonly body?: unknown; readonly data?: unknown };
}

type Fields = z.ZodObject | undefined;

/**
 * One call of the control plane. Its input is one object to the page and to handlers; over HTTP
 * its fields stand in the path, the query and the body, so no two of these share a name.
 */
export interface Call<
  K extends CallKind = CallKind,
  P extends Fields = Fields,
  Q extends Fields = Fields,
  B extends Fields = Fields,
  O extends z.ZodType = z.ZodType,
> extends CallFacts {
  readonly kind: K;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** of what it answers: of a list's items and a stream's events one; absent: it answers nothing */
  readonly output: O | undefined;
  /** of a file: its media type */
  readonly produces?: string;
}

interface Definition<P extends Fields, Q extends Fields, B extends Fields> extends CallFacts {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

function define<
  K extends CallKind,
  P extends Fields,
  Q extends Fields,
  B extends Fields,
  O extends z.ZodType,
>(kind: K, definition: Definition<P, Q, B>, output: O | undefined): Call<K, P, Q, B, O> {
  const { params, query, body, ...facts } = definition;
  // what is left out is undefined, which is what the type parameter says then
  return { ...facts, kind, params: params as P, query: query as Q, body: body as B, output };
}

/** A call that answers one value, or nothing where no `data` is given. */
export function dataCall<
  D extends z.ZodType = z.ZodVoid,
  P extends Fields = undefined,
  Q extends Fields = undefined,
  B extends Fields = undefined,
>({ data, ...rest }: Definition<P, Q, B> & { readonly data?: D }): Call<'data', P, Q, B, D> {
  return define('data', rest, data);
}

/** A call that answers a list; its query has the fields of listQuery. */
export function listCall<
  I extends z.ZodType,
  P extends Fields = undefined,
  Q extends Fields = undefined,
>({
  item,
  ...rest
}: Definition<P, Q, undefined> & { readonly item: I }): Call<'list', P, Q, undefined, I> {
  return define('list', rest, item);
}

/** A call that starts an operation; its output names it in `operationId`. */
export function startCall<
  O extends z.ZodType<{ operationId: string | null }>,
  P extends Fields = undefined,
  Q extends Fields = undefined,
  B extends Fields = undefined,
>({ started, ...rest }: Definition<P, Q, B> & { readonly started: O }): Call<'start', P, Q, B, O> {
  return define('start', rest, started);
}

/** A call that answers events until its source ends or the caller leaves. */
export function streamCall<
  E extends z.ZodType,
  P extends Fields = undefined,
  Q extends Fields = undefined,
>({
  event,
  ...rest
}: Definition<P, Q, undefined> & { readonly event: E }): Call<'stream', P, Q, undefined, E> {
  return define('stream', rest, event);
}

/** A call that answers a text of its own type. */
export function fileCall<F extends z.ZodType<{ text: string }>, P extends Fields = undefined>({
  file,
  produces,
  ...rest
}: Definition<P, undefined, undefined> & {
  readonly file: F;
  readonly produces: string;
}): Call<'file', P, undefined, undefined, F> {
  return { ...define('file', rest, file), produces };
}

type In<S> = S extends z.ZodType ? z.input<S> : object;
type Out<S> = S extends z.ZodType ? z.output<S> : object;

/** What a caller sends. */
export type InputOf<C extends Call> = In<C['params']> & In<C['query']> & In<C['body']>;
/** What a handler gets: the same, parsed. */
export type ParsedOf<C extends Call> = Out<C['params']> & Out<C['query']> & Out<C['body']>;
/** What a caller gets; of a stream: each event. */
export type OutputOf<C extends Call> = C extends { kind: 'list' }
  ? { items: Array<z.output<NonNullable<C['output']>>>; count: number }
  : z.output<NonNullable<C['output']>>;

/** Whether a repeated request with the same Idempotency-Key answers what the first one did. */
export function isRepeatable({ method, access, answersSecret }: Call): boolean {
  return method === 'POST' && access !== 'none' && access !== 'optional' && !answersSecret;
}

const USUAL_MS = 30_000;
const SLOW_MS = 5 * 60_000;

/**
 * How long a call may take, in ms, whichever way it comes in; streams have no limit.
 * @param waitSeconds what the caller asked it to wait for an operation's end
 */
export function timeLimit(call: Call, waitSeconds = 0): number {
  return (call.slow ? SLOW_MS : USUAL_MS) + waitSeconds * 1000;
}
