import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { ControlPlaneError, errorTable, type ErrorCode } from '../../shared/contract/errors.ts';
import { checkKey, repeatable, type IdempotencyService } from '../services/idempotency.ts';
import type { Actor, List } from '../services/types.ts';
import type { Call } from './call.ts';

/** Errors that any call of this kind can answer. */
export function errorsOf(call: Call): ErrorCode[] {
  const codes: ErrorCode[] = ['E12010', 'E12003', 'E12008', 'E12013'];
  if (call.access !== 'none') codes.push('E10050', 'E10052', 'E12004');
  if (call.params || call.query || call.body) codes.push('E12002');
  if (call.method !== 'GET') codes.push('E12014');
  if (call.body) codes.push('E12005', 'E12006', 'E12012');
  if (call.method === 'POST' && call.access !== 'none') codes.push('E12009');
  return [...new Set([...codes, ...(call.errors ?? [])])].toSorted();
}

/** The codes of a call by the HTTP status they are answered with. */
export function errorsByStatus(call: Call): Map<number, ErrorCode[]> {
  return Map.groupBy(errorsOf(call), (code) => errorTable[code].status);
}

function successSchema(call: Call): z.ZodType {
  const success = z.literal(true);
  if (!call.data) return z.object({ success });
  if (call.kind === 'list')
    return z.object({ success, count: z.int().optional(), data: call.data });
  return z.object({ success, data: call.data });
}

function schemaOf(call: Call): FastifySchema {
  const failures = [...errorsByStatus(call).keys()].map((status) => [status, errorAnswer]);
  return {
    ...(call.params && { params: call.params }),
    ...(call.query && { querystring: call.query }),
    ...(call.body && { body: call.body }),
    response: {
      ...Object.fromEntries(failures),
      ...(call.kind !== 'stream' && { 200: successSchema(call) }),
    },
  };
}

const ANONYMOUS: Actor = { userId: '', tenantId: '', userName: '', scope: 'read' };

function run(call: Call, request: FastifyRequest, reply: FastifyReply): unknown {
  const { params, query, body } = request;
  const actor = request.actor ?? ANONYMOUS;
  return call.run({ actor, params, query, body, request, reply });
}

/** Runs a call whose request carries an Idempotency-Key, or repeats its first answer. */
async function runOnce(
  call: Call,
  idempotency: IdempotencyService,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  checkKey(key);
  const actor = request.actor ?? ANONYMOUS;
  const text = JSON.stringify([call.path, request.params, request.query, request.body ?? null]);
  const first = idempotency.begin(actor, key, text);
  if (first && 'refused' in first) {
    const { code, message, ...context } = first.refused;
    throw new ControlPlaneError(code, message, context);
  }
  if (first) {
    void reply.headers({ ...first.headers, 'idempotent-replayed': 'true' });
    return first.data;
  }
  try {
    const data = await run(call, request, reply);
    const operation = reply.getHeader('x-operation-id');
    const headers = typeof operation === 'string' ? { 'x-operation-id': operation } : {};
    idempotency.finish(actor, key, { data, headers });
    return data;
  } catch (error) {
    const refused = repeatable(error);
    if (refused) idempotency.finish(actor, key, { refused });
    else idempotency.abandon(actor, key);
    throw error;
  }
}

async function answer(
  call: Call,
  idempotency: IdempotencyService,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const key = request.headers['idempotency-key'];
  const repeats = typeof key === 'string' && call.method === 'POST' && call.access !== 'none';
  const result = await (repeats
    ? runOnce(call, idempotency, key, request, reply)
    : run(call, request, reply));
  if (call.kind === 'stream') return result;
  if (call.kind === 'data') return call.data ? { success: true, data: result } : { success: true };
  const { items, total } = result as List<unknown>;
  void reply.header('x-object-count', total);
  const wanted = (request.query as { count?: string }).count === 'true';
  return { success: true, ...(wanted && { count: total }), data: items };
}

/** /v1/cluster/{id} as Fastify writes it. */
export function pattern(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Makes the calls known to Fastify. */
export function addCalls(
  app: FastifyInstance,
  calls: readonly Call[],
  idempotency: IdempotencyService,
): void {
  for (const call of calls) {
    app.route({
      method: call.method,
      url: pattern(call.path),
      schema: schemaOf(call),
      config: { call },
      handler: (request, reply) => answer(call, idempotency, request, reply),
    });
  }
}

/** The methods that exist for a path; empty where there is no such path. */
export function methodsOf(calls: readonly Call[], path: string): string[] {
  const parts = path.split('/');
  return calls
    .filter((call) => {
      const wanted = call.path.split('/');
      return (
        wanted.length === parts.length &&
        wanted.every((part, index) => part.startsWith('{') || part === parts[index])
      );
    })
    .map((call) => call.method);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    call?: Call;
  }
  interface FastifyRequest {
    /** who calls; null before the guards have run and on calls without a token */
    actor: Actor | null;
  }
}
