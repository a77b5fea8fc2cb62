import type { ConnectionError, FastifyError } from 'fastify';
import { toErrorAnswer } from '../../shared/contract/answer.ts';
import {
  ControlPlaneError,
  diskFull,
  errorTable,
  problem,
  type ErrorCode,
  type Problem,
} from '../../shared/contract/errors.ts';

/** What Fastify and its parsers throw, by their codes: ours, and the words for the caller. */
const frameworkErrors: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['E12005', 'The body is larger than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['E12006', 'The body must be application/json.'],
  FST_ERR_CTP_EMPTY_TYPE: ['E12006', 'A body needs the header Content-Type: application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['E12002', 'Content-Length does not fit the body.'],
  FST_ERR_BAD_URL: ['E12002', 'The path is not validly percent-encoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['E12002', 'A part of the path is too long.'],
};

/** Any error on the way of a request, as data for the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ControlPlaneError) return error.problem;
  const { code = '', statusCode, message } = error as Partial<FastifyError>;
  const known = frameworkErrors[code];
  if (known) return problem(...known);
  if (statusCode === 400) return problem('E12002', `The request cannot be read: ${message ?? ''}`);
  // the server of the page's files refuses what is outside their folder
  if (statusCode === 403 || statusCode === 404) return problem('E12001', 'There is no such path.');
  // What nobody foresaw goes to the log; its words may name paths or values and stay there.
  return diskFull(error) ?? problem('E12003', 'Something went wrong inside Clusterdesk.');
}

/** The HTTP status of a Problem. */
export function statusOf({ code }: Problem): number {
  return errorTable[code].status;
}

/** Faults below HTTP, for which no request exists yet: answered by hand on the socket. */
export function connectionFault(error: ConnectionError): { status: string; body: string } {
  const [status, code, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? (['431 Request Header Fields Too Large', 'E12013', 'The headers are too large.'] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? (['408 Request Timeout', 'E12012', 'The request did not arrive in time.'] as const)
        : (['400 Bad Request', 'E12002', 'This is not a valid HTTP request.'] as const);
  return { status, body: JSON.stringify(toErrorAnswer(problem(code, message))) };
}
