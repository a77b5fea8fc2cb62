import { isIP } from 'node:net';
import cookies from '@fastify/cookie';
import compression from '@fastify/compress';
import websockets from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Handlers } from '../services/dispatch.ts';
import type { IdempotencyService } from '../services/idempotency.ts';
import { checkAccess, type Session } from '../services/session.ts';
import type { TokenService } from '../services/tokens.ts';
import type { UserService } from '../services/users.ts';
import { createApp } from './app.ts';
import { BODY_LIMIT } from './body.ts';
import { checkHost, checkOrigin, pageSession, sessionOf } from './guards.ts';
import type { Metrics } from './metrics.ts';
import { addPage, STRICT_HEADERS } from './page.ts';
import { addCalls, methodsOf, plainPath } from './routing.ts';
import { createSessions, type Sessions } from './sessions.ts';

export type ApiState = 'starting' | 'ready' | 'stopping';

export interface ApiOptions {
  /** who does each call */
  readonly handlers: Handlers;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly idempotency: IdempotencyService;
  readonly metrics: Metrics;
  readonly logger: FastifyBaseLogger;
  /** Anything but ready answers 503. */
  readonly state: () => ApiState;
  /** Host names with port, besides the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** The built page (out/renderer); absent: no page. */
  readonly pageDir?: string;
  /** A page's socket, whose session and origin have been checked. */
  readonly onSocket?: (socket: WebSocket, session: Session) => void;
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

/** Answers below this size are not worth compressing. */
const COMPRESSED_FROM_BYTES = 1024;
/** Seconds after which a control plane that starts or stops is worth asking again. */
const SOON = 1;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The guards that come before the body is read, in their order. */
function addGuards(app: FastifyInstance, options: ApiOptions, sessions: Sessions): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(STRICT_HEADERS);
    checkHost(request, options.allowedHosts ?? []);
    checkOrigin(request);
    const path = plainPath(request.url);
    if (path === '/healthz') return;
    const state = options.state();
    if (state !== 'ready') {
      throw new ControlPlaneError('E12008', `The control plane is ${state}.`, { retryAfter: SOON });
    }
    const { call } = request.routeOptions.config;
    const access = call?.access ?? (path.startsWith('/v1') ? 'read' : 'none');
    if (access !== 'none') {
      request.session = sessionOf(request, options.tokens);
      checkAccess(request.session, access);
    }
    if (path === '/rpc') request.session = pageSession(request, sessions);
  });
}

/** What is at no path, or at one with other methods. */
function answerUnknown(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const path = plainPath(request.url);
    const methods = methodsOf(path);
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
      if (!onSocket || !request.session) return socket.close(1011);
      sessions.bind(request, socket);
      onSocket(socket, request.session);
    },
  });
}

/** The HTTP server: guards, calls of /v1, the page and its socket. Nothing listens yet. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { handlers, tokens, users, idempotency } = options;
  const stopping = new AbortController();
  const sessions = createSessions(tokens, () => users.localActor());
  const app = createApp(options.logger, options.requestTimeout ?? 30_000);
  await app.register(cookies);
  await app.register(websockets, { options: { maxPayload: BODY_LIMIT + 1024 } });
  await app.register(compression, { threshold: COMPRESSED_FROM_BYTES, encodings: ['gzip'] });
  addGuards(app, options, sessions);
  app.addHook('preClose', async () => stopping.abort());

  options.metrics.measure(app);
  addCalls(app, { handlers, idempotency, stopping: stopping.signal });
  answerUnknown(app);
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
