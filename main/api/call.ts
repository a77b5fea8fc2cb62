import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { objectId } from '../../shared/contract/common.ts';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { Actor, List, Scope } from '../services/types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a handler gets: parsed input and who calls. */
export interface CallContext<P, Q, B> {
  readonly actor: Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** All that a call is besides its code: guards, checks and the OpenAPI document come from this. */
export interface CallFacts {
  readonly method: Method;
  /** as OpenAPI writes it: /v1/cluster/{id} */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** the token's scope that the call needs; `none`: no token */
  readonly access: Scope | 'none';
  /** what can go wrong besides the errors that every call shares */
  readonly errors?: readonly ErrorCode[];
  /** codes of fields whose fault has one of its own: { name: 'E52000' } */
  readonly fieldCodes?: Readonly<Record<string, ErrorCode>>;
  /** its answer holds a secret that is shown once */
  readonly answersSecret?: boolean;
  readonly example?: { readonly body?: unknown; readonly data?: unknown };
}

export interface Call extends CallFacts {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** of `data`; absent: the answer has no data */
  readonly data?: z.ZodType;
  readonly kind: 'data' | 'list' | 'stream';
  /** of a stream: its content type */
  readonly produces?: string;
  readonly run: (context: CallContext<unknown, unknown, unknown>) => unknown;
}

interface Schemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

type Context<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = CallContext<
  z.output<P>,
  z.output<Q>,
  z.output<B>
>;

/** A call that answers one object, or nothing where no `data` schema is given. */
export function call<
  D extends z.ZodType = z.ZodVoid,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(
  definition: CallFacts &
    Schemas<P, Q, B> & {
      readonly data?: D;
      readonly handle: (context: Context<P, Q, B>) => z.output<D> | Promise<z.output<D>>;
    },
): Call {
  const { handle, ...rest } = definition;
  return { ...rest, kind: 'data', run: (context) => handle(context as Context<P, Q, B>) };
}

/** A call that answers a list: `count` on request, X-Object-Count always. */
export function listCall<
  D extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
>(
  definition: CallFacts &
    Schemas<P, Q, z.ZodUndefined> & {
      readonly item: D;
      readonly handle: (context: Context<P, Q, z.ZodUndefined>) => List<z.output<D>>;
    },
): Call {
  const { handle, item, ...rest } = definition;
  return {
    ...rest,
    kind: 'list',
    data: z.array(item),
    run: (context) => handle(context as Context<P, Q, z.ZodUndefined>),
  };
}

/** A call whose handler writes the answer itself: a stream, a file or a text. */
export function streamCall<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
>(
  definition: CallFacts &
    Schemas<P, Q, z.ZodUndefined> & {
      readonly produces: string;
      readonly handle: (context: Context<P, Q, z.ZodUndefined>) => unknown;
    },
): Call {
  const { handle, ...rest } = definition;
  return {
    ...rest,
    kind: 'stream',
    run: (context) => handle(context as Context<P, Q, z.ZodUndefined>),
  };
}

export const idParams = z.object({ id: objectId });

/** Fires when the caller leaves before the answer. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** What an update answers, as in the 2017 system. */
export const updated = z.object({ created: z.literal(false), url: z.string() });

/** Answers an update: the address of what was updated, in the header too. */
export function answerUpdated(reply: FastifyReply, url: string): z.infer<typeof updated> {
  void reply.header('content-location', url);
  return { created: false, url };
}
