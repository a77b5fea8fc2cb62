import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError, diskFull } from '../../shared/contract/errors.ts';
import {
  tokenScopes,
  type CreateTokenInput,
  type IssuedToken,
  type Token,
  type TokenListQuery,
} from '../../shared/contract/token.ts';
import { newId } from '../store/ids.ts';
import type { Stores } from '../store/index.ts';
import type { TokenRecord } from '../store/tokens.ts';
import type { LogService } from './logs.ts';
import { sortKeys } from './ordering.ts';
import type { Actor, List, Scope } from './types.ts';
import type { UserService } from './users.ts';

export interface TokenService {
  /** @throws ControlPlaneError E10050 for an unknown token, E10052 for one that has ended */
  authenticate(value: string): Actor;
  /** A token for a script. Its value is in the answer and nowhere else. */
  create(actor: Actor, input: CreateTokenInput): IssuedToken;
  /** The token of a login: ends after 6 hours unless the input says otherwise. */
  createForLogin(actor: Actor, input: CreateTokenInput): IssuedToken;
  list(actor: Actor, query: TokenListQuery): List<Token>;
  /** @throws ControlPlaneError E10053 */
  remove(actor: Actor, id: string): void;
  /** The admin token of this run, kept in memory only: for endpoint.json. */
  readonly runToken: string;
}

const LOGIN_SECONDS = 6 * 3600;
const DEFAULT_SECONDS = 90 * 86_400;
/** The time of last use is written at most this often, since each write reaches the disk. */
const USED_STEP_MS = 60_000;

const sortFields = {
  _id: 'id',
  name: 'name',
  scope: 'scope',
  time_create: 'timeCreate',
  time_expire: 'expiresAt',
  time_used: 'lastUsedAt',
} as const;

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function toScope(text: string): Scope {
  return tokenScopes.find((scope) => scope === text) ?? 'read';
}

function toToken(record: TokenRecord): Token {
  return {
    _id: record.id,
    name: record.name,
    scope: toScope(record.scope),
    user_id: record.userId,
    time_create: record.timeCreate,
    time_expire: record.expiresAt,
    time_used: record.lastUsedAt,
  };
}

/** Access tokens: 32 random bytes, stored as SHA-256, compared in constant time. */
export function createTokenService(
  { tokens: store, transaction }: Pick<Stores, 'tokens' | 'transaction'>,
  users: UserService,
  logs: LogService,
): TokenService {
  const runToken = randomBytes(32).toString('base64url');
  const runDigest = digest(runToken);

  function noteUse(record: TokenRecord): void {
    const last = record.lastUsedAt === null ? 0 : Date.parse(record.lastUsedAt);
    if (Date.now() - last < USED_STEP_MS) return;
    try {
      store.update(record.id, { lastUsedAt: toTimestamp() });
    } catch (error) {
      // what only reads goes on while our disk is full
      if (!diskFull(error)) throw error;
    }
  }

  function issue(actor: Actor, input: CreateTokenInput, seconds: number): IssuedToken {
    const value = randomBytes(32).toString('base64url');
    const now = Date.now();
    const record: TokenRecord = {
      id: newId(now),
      hash: digest(value).toString('hex'),
      name: input.name,
      scope: input.scope,
      userId: actor.userId,
      expiresAt: seconds === 0 ? null : toTimestamp(new Date(now + seconds * 1000)),
      lastUsedAt: null,
      timeCreate: toTimestamp(new Date(now)),
    };
    transaction(() => {
      store.insert(record);
      logs.record(actor, 'create_token', record.name);
    });
    return { ...toToken(record), id: value, token: value };
  }

  return {
    runToken,
    authenticate(value) {
      const given = digest(value);
      if (timingSafeEqual(given, runDigest)) return users.localActor();
      const record = store.byHash(given.toString('hex'));
      const same = record && timingSafeEqual(Buffer.from(record.hash, 'hex'), given);
      const actor = same ? users.actorOf(record.userId, toScope(record.scope)) : undefined;
      if (!record || !actor) throw new ControlPlaneError('E10050', 'The token is unknown.');
      if (record.expiresAt !== null && Date.parse(record.expiresAt) <= Date.now()) {
        throw new ControlPlaneError('E10052', `The token ended at ${record.expiresAt}.`);
      }
      noteUse(record);
      return actor;
    },
    create: (actor, input) => issue(actor, input, input.expires_in ?? DEFAULT_SECONDS),
    createForLogin: (actor, input) =>
      issue(actor, { ...input, name: input.name || 'login' }, input.expires_in ?? LOGIN_SECONDS),
    list(actor, query) {
      const order = sortKeys(query.sort, sortFields, 'time_create');
      const { skip, limit } = query;
      return store.list({ where: { userId: actor.userId }, order, skip, limit }).map(toToken);
    },
    remove(actor, id) {
      const record = store.find(id);
      if (record?.userId !== actor.userId) {
        throw new ControlPlaneError('E10053', `There is no token ${id}.`);
      }
      transaction(() => {
        store.remove(id);
        logs.record(actor, 'delete_token', record.name);
      });
    },
  };
}
