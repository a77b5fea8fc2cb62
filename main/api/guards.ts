import type { FastifyRequest } from 'fastify';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { ANONYMOUS, type Session } from '../services/session.ts';
import type { TokenService } from '../services/tokens.ts';
import type { Sessions } from './sessions.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The Host must be a loopback name with the port the request arrived on: a page whose name was
 * re-pointed to 127.0.0.1 sends its own name.
 * @throws ControlPlaneError E12010
 */
export function checkHost(request: FastifyRequest, extraHosts: readonly string[]): void {
  const host = (request.headers.host ?? '').toLowerCase();
  const port = request.raw.socket.localPort;
  const names = LOOPBACK_NAMES.map((name) => (port === 80 ? name : `${name}:${port ?? 80}`));
  if (names.includes(host) || extraHosts.includes(host)) return;
  throw new ControlPlaneError('E12010', `The API does not answer to the host name "${host}".`);
}

/**
 * A request of another site's page is refused, also where its browser sends no Origin.
 * @throws ControlPlaneError E12010
 */
export function checkOrigin(request: FastifyRequest): void {
  const { origin, host = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  const foreign = origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
  const crossing =
    site !== undefined && site !== 'same-origin' && site !== 'none' && mode !== 'navigate';
  if (foreign || crossing) {
    throw new ControlPlaneError('E12010', 'The API does not answer to pages of another origin.');
  }
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  const own = headers['x-auth-token'] ?? headers['x_auth_token'];
  if (typeof own === 'string') return own;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Who calls, by the token in X-Auth-Token, X_Auth_Token or Authorization: Bearer. */
export function sessionOf(request: FastifyRequest, tokens: TokenService): Session {
  try {
    const value = tokenOf(request);
    if (!value) throw new ControlPlaneError('E10050', 'The request carries no token.');
    return { actor: tokens.authenticate(value), shell: 'http' };
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    return { actor: ANONYMOUS, shell: 'http', refusal: error };
  }
}

/**
 * Who sits at the page, by the session's cookie. A socket must name our origin, which browsers
 * always send with it.
 * @throws ControlPlaneError E10050, E12010
 */
export function pageSession(request: FastifyRequest, sessions: Sessions): Session {
  if (request.headers.origin === undefined) {
    throw new ControlPlaneError('E12010', 'A socket without an origin is not answered.');
  }
  const actor = sessions.actorOf(request);
  if (!actor) throw new ControlPlaneError('E10050', 'The page is not signed in.');
  return { actor, shell: 'browser' };
}
