import { isIP } from 'node:net';
import cookies from '@fastify/cookie';
import websockets from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Actor } from '../services/types.ts';
import { createApp } from './app.ts';
import { BODY_LIMIT } from './body.ts';
import type { Call } from './call.ts';
import { checkHost, checkOrigin, checkSession, checkToken } from './guards.ts';
import { renderDocs } from './docs-page.ts';
import { measureRequests } from './metrics.ts';
import { gatherOpenApi, openApiOf, type OpenApiDocument } from './openapi.ts';
import { addPage, STRICT_HEADERS } from './page.ts';
import { clusterCalls } from './routes/clusters.ts';
import { hostCalls } from './routes/hosts.ts';
import { operationCalls } from './routes/operations.ts';
import { providerCalls } from './routes/providers.ts';
import { pubkeyCalls } from './routes/pubkeys.ts';
import { recordCalls } from './routes/records.ts';
import { registryCalls } from './routes/registries.ts';
import { settingCalls } from './routes/settings.ts';
import { smtpCalls } from './routes/smtp.ts';
import { systemCalls } from './routes/system.ts';
import { tokenCalls } from './routes/tokens.ts';
import { addCalls, methodsOf } from './routing.ts';
import type { ApiServices } from './services.ts';
import { createSessions, type Sessions } from './sessions.ts';

export type ApiState = 'starting' | 'ready' | 'stopping';

export interface ApiOptions {
  readonly services: ApiServices;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** Anything but ready answers 503. */
  readonly state: () => ApiState;
  /** Host names with port, besides the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** The built page (out/renderer); absent: no page. */
  readonly pageDir?: string;
  /** A page's socket, whose session and origin have been checked. */
  readonly onSocket?: (socket: WebSocket, actor: Actor) => void;
  /** How long a request may take to arrive, in ms. */
  readonly requestTimeout?: number;
}

export interface Api {
  readonly app: FastifyInstance;
  /** A code for one sign-in of a page: 8 characters, 10 minutes, once. */
  createSignInCode(): string;
  /** @param port 0: any free one. @returns the address, `http://127.0.0.1:10002` */
  listen(port: number, host?: string): Promise<string>;
  /** Ends the streams and sockets, waits for the calls under way. */
  close(): Promise<void>;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The guards that come before the body is read, in their order. */
function addGuards(app: FastifyInstance, options: ApiOptions, sessions: Sessions): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(STRICT_HEADERS);
    checkHost(request, options.allowedHosts ?? []);
    checkOrigin(request);
    const path = request.url.split('?', 1)[0] ?? '';
    if (path === '/healthz') return;
    const state = options.state();
    if (state !== 'ready') {
      throw new ControlPlaneError('E12008', `The control plane is ${state}.`);
    }
    const { call } = request.routeOptions.config;
    const access = call?.access ?? (path.startsWith('/v1') ? 'read' : 'none');
    if (access !== 'none') request.actor = checkToken(request, options.services.tokens, access);
    if (path === '/rpc') request.actor = checkSession(request, sessions);
  });
}

/** What is at no path, or at one with other methods. */
function answerUnknown(app: FastifyInstance, calls: readonly Call[]): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = methodsOf(calls, path);
    if (methods.length === 0) throw new ControlPlaneError('E12001', `There is no ${path}.`);
    void reply.header('allow', methods.join(', '));
    throw new ControlPlaneError('E12011', `${path} is for ${methods.join(', ')}.`);
  });
}

function addSocket(
  app: FastifyInstance,
  sessions: Sessions,
  onSocket: ApiOptions['onSocket'],
): void {
  app.route({
    method: 'GET',
    url: '/rpc',
    handler: () => {
      throw new ControlPlaneError('E12001', '/rpc is for WebSocket.');
    },
    wsHandler: (socket, request) => {
      if (!onSocket || !request.actor) return socket.close(1011);
      sessions.bind(request, socket);
      onSocket(socket, request.actor);
    },
  });
}

/** Computes a value when it is asked for the first time. */
function lazy<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}

/** The HTTP server: guards, calls of /v1, the page and its socket. Nothing listens yet. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { services } = options;
  const stopping = new AbortController();
  const sessions = createSessions(services.tokens, () => services.users.localActor());
  const app = createApp(options.logger, options.requestTimeout ?? 30_000);
  await app.register(cookies);
  await app.register(websockets, { options: { maxPayload: BODY_LIMIT + 1024 } });
  addGuards(app, options, sessions);
  app.addHook('preClose', async () => stopping.abort());

  const metrics = measureRequests(app);
  const document = lazy((): OpenApiDocument => openApiOf(app, calls));
  const calls: Call[] = [
    ...clusterCalls(services),
    ...hostCalls(services),
    ...operationCalls(services, stopping.signal),
    ...pubkeyCalls(services),
    ...registryCalls(services),
    ...providerCalls(services),
    ...smtpCalls(services),
    ...recordCalls(services),
    ...settingCalls(services),
    ...tokenCalls(services),
    ...systemCalls({
      version: options.version,
      state: options.state,
      metrics: () => metrics.text(services.statistics.read(), options.version),
      openApi: document,
      docsPage: lazy(() => renderDocs(document())),
    }),
  ];
  await gatherOpenApi(app, options.version);
  addCalls(app, calls, services.idempotency);
  answerUnknown(app, calls);
  sessions.addRoutes(app);
  addSocket(app, sessions, options.onSocket);
  if (options.pageDir !== undefined) await addPage(app, options.pageDir);

  return {
    app,
    createSignInCode: () => sessions.createCode(),
    async listen(port, host = '127.0.0.1') {
      if (!isLoopback(host)) throw new Error(`The API listens on loopback only, not on ${host}.`);
      return app.listen({ port, host });
    },
    async close() {
      await app.close();
    },
  };
}
