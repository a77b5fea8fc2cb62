import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { toErrorAnswer, toFieldErrors } from '../../shared/contract/answer.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import { acceptJson, BODY_LIMIT } from './body.ts';
import { connectionFault, inputProblem, problemOf, statusOf, validationFields } from './errors.ts';
import { TooManyFailuresError } from './limits.ts';
import { STRICT_HEADERS } from './page.ts';

const MAX_HEADER_BYTES = 16 * 1024;

/** The parts of a request in the order in which Fastify checks them. */
const PARTS = ['params', 'body', 'query'] as const;

/**
 * All faults of a request's input: those found, and those of the parts that were not looked at,
 * since Fastify stops at the first part that is refused.
 */
function allFields(error: unknown, request: FastifyRequest): Problem | undefined {
  const found = validationFields(error);
  if (!found) return undefined;
  const { validationContext } = error as { validationContext?: string };
  const refused = validationContext === 'querystring' ? 'query' : validationContext;
  const rest = PARTS.slice(PARTS.findIndex((part) => part === refused) + 1);
  const { call } = request.routeOptions.config;
  const others = rest.flatMap((part) => {
    const result = call?.[part]?.safeParse(request[part] ?? null);
    return result?.error ? toFieldErrors(result.error.issues) : [];
  });
  const codes = call?.fieldCodes ?? {};
  return inputProblem(
    [...found, ...others].map(({ field, message }) => {
      const code = codes[field];
      return code === undefined ? { field, message } : { field, message, code };
    }),
  );
}

/** Every error leaves in the envelope; the unforeseen ones and all refusals go to the log. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const fault = allFields(error, request) ?? problemOf(error);
    const status = statusOf(fault);
    const about = {
      code: fault.code,
      status,
      method: request.method,
      path: request.url.split('?', 1)[0],
      user: request.actor?.userName,
    };
    if (status >= 500 && fault.code === 'E12003')
      request.log.error({ ...about, err: error }, 'failed');
    else request.log.warn({ ...about, reason: fault.message }, 'refused');
    if (error instanceof TooManyFailuresError) void reply.header('retry-after', error.seconds);
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
    routerOptions: { maxParamLength: 1024 },
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
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('actor', null);
  acceptJson(app);
  answerErrors(app);
  return app;
}
