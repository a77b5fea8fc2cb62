import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRepeatable, type Call } from '../../shared/contract/call.ts';
import { calls, type CallName } from '../../shared/contract/calls/index.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { parseInput } from '../../shared/contract/input.ts';
import { handlerOf, perform, type Handlers } from '../services/dispatch.ts';
import { checkKey, repeatable, type IdempotencyService } from '../services/idempotency.ts';
import { ANONYMOUS, type Session } from '../services/session.ts';
import { answererOf, type Answerer } from './answer.ts';
import { DOCS_POLICY } from './docs-page.ts';
import { lastEventId, sendEvents } from './event-stream.ts';
import { unknownFields } from './unknown-fields.ts';

export interface RoutingParts {
  readonly handlers: Handlers;
  readonly idempotency: IdempotencyService;
  /** fires when the server ends: streams would keep it */
  readonly stopping: AbortSignal;
}

interface Route {
  readonly name: CallName;
  readonly call: Call;
}

type Input = Record<string, unknown>;

const NOBODY: Session = { actor: ANONYMOUS, shell: 'http' };

/** Fires when the caller closes the connection before it has its answer. */
function leftSignal({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort();
  });
  return left.signal;
}

/** Runs a call whose request carries an Idempotency-Key, or repeats its first answer. */
async function once(
  idempotency: IdempotencyService,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<unknown>,
): Promise<unknown> {
  checkKey(key);
  const { actor } = request.session ?? NOBODY;
  const { call } = request.routeOptions.config;
  const text = JSON.stringify([call?.path, request.params, request.query, request.body ?? null]);
  const first = idempotency.begin(actor, key, text);
  if (first && 'refused' in first) {
    const { code, message, ...context } = first.refused;
    throw new ControlPlaneError(code, message, context);
  }
  if (first) {
    void reply.header('idempotent-replayed', 'true');
    return first.data;
  }
  try {
    const data = await run();
    idempotency.finish(actor, key, { data, headers: {} });
    return data;
  } catch (error) {
    const refused = repeatable(error);
    if (refused) idempotency.finish(actor, key, { refused });
    else idempotency.abandon(actor, key);
    throw error;
  }
}

/** What a caller that waited for an operation wants to know: how it stands. */
async function tellState(
  { handlers }: RoutingParts,
  session: Session,
  reply: FastifyReply,
  output: unknown,
): Promise<void> {
  const { operationId, _id } = output as { operationId?: string | null; _id?: string };
  const id = operationId ?? _id;
  if (id === undefined) return;
  const found = await perform(handlers, 'operations.get', { id }, session, () => leftSignal(reply));
  void reply.header('x-operation-state', (found as { state: string }).state);
}

async function answerOnce(
  { name, call }: Route,
  parts: RoutingParts,
  answer: Answerer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = parseInput(call, request);
  const warnings = unknownFields(call, request, input);
  const session = request.session ?? NOBODY;
  const run = () => perform(parts.handlers, name, input, session, () => leftSignal(reply));
  const key = request.headers['idempotency-key'];
  const output = await (typeof key === 'string' && isRepeatable(call)
    ? once(parts.idempotency, key, request, reply, run)
    : run());
  if (input['wait']) await tellState(parts, session, reply, output);
  return answer(request, reply, output, warnings);
}

async function answerStream(
  { name, call }: Route,
  { handlers, stopping }: RoutingParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | void> {
  const input: Input = parseInput(call, request);
  const after = lastEventId(request);
  if (after !== undefined) input['after'] = after;
  const stop = new AbortController();
  const context = { ...(request.session ?? NOBODY), signal: stop.signal };
  // what refuses the stream is thrown here, and answered as any refusal
  const events = handlerOf(handlers, name)(input, context) as AsyncIterable<object>;
  if (request.method === 'HEAD') return reply.type('text/event-stream; charset=utf-8').send('');
  await sendEvents(request, reply, { stop, stopping, events });
}

async function answerFile(
  { name, call }: Route,
  { handlers }: RoutingParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = parseInput(call, request);
  const session = request.session ?? NOBODY;
  const output = await perform(handlers, name, input, session, () => leftSignal(reply));
  const file = output as { text: string; name?: string };
  if (file.name !== undefined) {
    void reply.header('content-disposition', `attachment; filename="${file.name}"`);
  }
  if (name === 'system.docs') void reply.header('content-security-policy', DOCS_POLICY);
  return reply.type(call.produces ?? 'text/plain').send(file.text);
}

/** /v1/cluster/{id} as Fastify writes it. */
function pattern(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Makes the calls of the table known to Fastify. */
export function addCalls(app: FastifyInstance, parts: RoutingParts): void {
  for (const [name, call] of Object.entries(calls) as Array<[CallName, Call]>) {
    const route: Route = { name, call };
    const answer = answererOf(call);
    app.route({
      method: call.method,
      url: pattern(call.path),
      exposeHeadRoute: call.method === 'GET',
      config: { call },
      handler(request, reply) {
        if (call.kind === 'stream') return answerStream(route, parts, request, reply);
        if (call.kind === 'file') return answerFile(route, parts, request, reply);
        return answerOnce(route, parts, answer, request, reply);
      },
    });
  }
}

/** A path without doubled slashes and without one at its end, as the router sees it. */
export function plainPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
}

/** The methods that exist for a path; empty where there is no such path. */
export function methodsOf(path: string): string[] {
  const parts = path.split('/');
  const methods = Object.values(calls)
    .filter((call) => {
      const wanted = call.path.split('/');
      return (
        wanted.length === parts.length &&
        wanted.every((part, index) => part.startsWith('{') || part === parts[index])
      );
    })
    .map((call): string => call.method);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    call?: Call;
  }
  interface FastifyRequest {
    /** who calls; null before the guards have run and on paths that need nobody */
    session: Session | null;
  }
}
