import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { toFieldErrors } from '../../shared/contract/answer.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { inputError } from '../../shared/contract/input.ts';
import type { TokenService } from '../services/tokens.ts';
import type { Actor } from '../services/types.ts';
import { createFailureLimit } from '../services/failure-limit.ts';

/** Without 0, O, 1, I, L: the code is read from a terminal and typed. */
const CODE_SYMBOLS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;
const CODE_LIFE_MS = 10 * 60_000;
const SESSION_LIFE_MS = 12 * 3_600_000;

export interface Sessions {
  /** A code of 8 characters for one sign-in within 10 minutes; an earlier one ends. */
  createCode(): string;
  actorOf(request: FastifyRequest): Actor | null;
  /** Closes the socket when the session that opened it ends: signed out or expired. */
  bind(request: FastifyRequest, socket: SessionSocket): void;
  /** GET, POST, DELETE /session */
  addRoutes(app: FastifyInstance): void;
}

/** What of a WebSocket a session needs. */
interface SessionSocket {
  close(code: number): void;
  on(event: 'close', listener: () => void): unknown;
}

interface Session {
  readonly actor: Actor;
  readonly ends: number;
  readonly sockets: Set<SessionSocket>;
}

/** WebSocket's code for "by the server's rules". */
const POLICY_VIOLATION = 1008;

const signInInput = z.object({ code: z.string().trim().min(1).max(256) });

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Sessions of pages, in memory: a restart signs everybody out. */
export function createSessions(tokens: TokenService, localActor: () => Actor): Sessions {
  const limit = createFailureLimit();
  const sessions = new Map<string, Session>();
  let code: { digest: Buffer; ends: number } | undefined;

  // Cookies do not know ports: two control planes on one machine would overwrite each other's.
  const cookieName = (request: FastifyRequest) =>
    `clusterdesk-session-${request.raw.socket.localPort ?? 0}`;

  function spendCode(given: string): Actor | undefined {
    const wanted = code;
    if (!wanted || Date.now() > wanted.ends) return undefined;
    if (!timingSafeEqual(wanted.digest, digest(given.toUpperCase().replace('-', '')))) {
      return undefined;
    }
    code = undefined;
    return localActor();
  }

  function tokenActor(given: string): Actor | undefined {
    try {
      return tokens.authenticate(given);
    } catch (error) {
      if (error instanceof ControlPlaneError) return undefined;
      throw error;
    }
  }

  function end(key: string): void {
    const session = sessions.get(key);
    sessions.delete(key);
    for (const socket of session?.sockets ?? []) socket.close(POLICY_VIOLATION);
  }

  function open(actor: Actor, request: FastifyRequest, reply: FastifyReply): void {
    const now = Date.now();
    for (const [key, session] of sessions) if (session.ends < now) end(key);
    const id = randomBytes(32).toString('base64url');
    sessions.set(digest(id).toString('hex'), {
      actor,
      ends: now + SESSION_LIFE_MS,
      sockets: new Set(),
    });
    void reply.setCookie(cookieName(request), id, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: SESSION_LIFE_MS / 1000,
    });
  }

  function keyOf(request: FastifyRequest): string | undefined {
    const id = request.cookies[cookieName(request)];
    return id === undefined ? undefined : digest(id).toString('hex');
  }

  function live(request: FastifyRequest): Session | undefined {
    const session = sessions.get(keyOf(request) ?? '');
    return session && session.ends > Date.now() ? session : undefined;
  }

  function bind(request: FastifyRequest, socket: SessionSocket): void {
    const session = live(request);
    if (!session) return socket.close(POLICY_VIOLATION);
    session.sockets.add(socket);
    const late = setTimeout(() => socket.close(POLICY_VIOLATION), session.ends - Date.now());
    late.unref();
    socket.on('close', () => {
      clearTimeout(late);
      session.sockets.delete(socket);
    });
  }

  return {
    createCode() {
      const symbols = Array.from({ length: CODE_LENGTH }, () =>
        CODE_SYMBOLS.charAt(randomInt(CODE_SYMBOLS.length)),
      );
      const text = symbols.join('');
      code = { digest: digest(text), ends: Date.now() + CODE_LIFE_MS };
      return text;
    },
    actorOf: (request) => live(request)?.actor ?? null,
    bind,
    addRoutes(app) {
      app.get('/session', (request) => ({ signedIn: live(request) !== undefined }));
      app.post('/session', (request, reply) => {
        limit.check();
        const body = signInInput.safeParse(request.body ?? {});
        if (body.error) throw inputError(toFieldErrors(body.error.issues));
        const given = body.data.code;
        const actor = spendCode(given) ?? tokenActor(given);
        if (!actor) {
          limit.failed();
          throw new ControlPlaneError('E10051', 'The code or token is not valid (any more).', {
            fix: 'Take the newest code that npm start prints, or a valid access token.',
          });
        }
        limit.succeeded();
        if (actor.scope !== 'admin') {
          throw new ControlPlaneError('E12004', 'The page needs a token of scope admin.');
        }
        open(actor, request, reply);
        return { signedIn: true };
      });
      app.delete('/session', (request, reply) => {
        end(keyOf(request) ?? '');
        void reply.clearCookie(cookieName(request), { path: '/' });
        return { signedIn: false };
      });
    },
  };
}
