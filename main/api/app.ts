import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { toErrorAnswer } from '../../shared/contract/answer.ts';
import { acceptJson, BODY_LIMIT } from './body.ts';
import { connectionFault, problemOf, statusOf } from './errors.ts';
import { STRICT_HEADERS } from './page.ts';

/** How a caller that has no valid token is told to send one. */
const CHALLENGE = 'Bearer realm="clusterdesk"';
const MAX_HEADER_BYTES = 16 * 1024;

/** Every error leaves in the envelope; the unforeseen ones and all refusals go to the log. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const fault = problemOf(error);
    const status = statusOf(fault);
    const about = {
      code: fault.code,
      status,
      method: request.method,
      path: request.url.split('?', 1)[0],
      user: request.session?.actor.userName,
    };
    if (status >= 500 && fault.code === 'E12003')
      request.log.error({ ...about, err: error }, 'failed');
    else request.log.warn({ ...about, reason: fault.message }, 'refused');
    const { retryAfter } = error as { retryAfter?: number };
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    if (status === 401) void reply.header('www-authenticate', CHALLENGE);
    // The rest of a body that is not read would be taken for the next request.
    if (status === 413 || status === 415) void reply.header('connection', 'close');
    return reply.code(status).headers(STRICT_HEADERS).send(toErrorAnswer(fault));
  });
}

/** Fastify with our limits, schemas, parser and errors, but without a call. */
export function createApp(logger: FastifyBaseLogger, requestTimeout: number): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(requestTimeout, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeout, 1000),
    },
    routerOptions: {
      maxParamLength: 1024,
      // a base address with a slash at its end makes //v1/cluster of /v1/cluster
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
    },
    frameworkErrors(error, _request, reply) {
      const fault = problemOf(error);
      const answer = reply as FastifyReply;
      void answer.code(statusOf(fault)).headers(STRICT_HEADERS).send(toErrorAnswer(fault));
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      const { status, body } = connectionFault(error);
      logger.warn({ fault: error.code, status }, 'refused a connection');
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nConnection: close\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  });
  app.decorateRequest('session', null);
  acceptJson(app);
  answerErrors(app);
  return app;
}
