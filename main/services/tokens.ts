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
import type { Database } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { createTokenStore, type TokenRow } from '../store/tokens.ts';
import { orderBy } from './ordering.ts';
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

const sortColumns = {
  _id: 'id',
  name: 'name',
  scope: 'scope',
  time_create: 'time_create',
  time_expire: 'expires_at',
  time_used: 'last_used_at',
};

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function toScope(text: string): Scope {
  return tokenScopes.find((scope) => scope === text) ?? 'read';
}

function toToken(row: TokenRow): Token {
  return {
    _id: row.id,
    name: row.name,
    scope: toScope(row.scope),
    user_id: row.user_id,
    time_create: row.time_create,
    time_expire: row.expires_at,
    time_used: row.last_used_at,
  };
}

/** Access tokens: 32 random bytes, stored as SHA-256, compared in constant time. */
export function createTokenService(db: Database, users: UserService): TokenService {
  const store = createTokenStore(db);
  const runToken = randomBytes(32).toString('base64url');
  const runDigest = digest(runToken);

  function noteUse(row: TokenRow): void {
    const last = row.last_used_at === null ? 0 : Date.parse(row.last_used_at);
    if (Date.now() - last < USED_STEP_MS) return;
    try {
      store.used(row.id, toTimestamp());
    } catch (error) {
      // what only reads goes on while our disk is full
      if (!diskFull(error)) throw error;
    }
  }

  function issue(actor: Actor, input: CreateTokenInput, seconds: number): IssuedToken {
    const value = randomBytes(32).toString('base64url');
    const now = Date.now();
    const row: TokenRow = {
      id: newId(now),
      hash: digest(value).toString('hex'),
      name: input.name,
      scope: input.scope,
      user_id: actor.userId,
      expires_at: seconds === 0 ? null : toTimestamp(new Date(now + seconds * 1000)),
      last_used_at: null,
      time_create: toTimestamp(new Date(now)),
    };
    store.insert(row);
    return { ...toToken(row), id: value, token: value };
  }

  return {
    runToken,
    authenticate(value) {
      const given = digest(value);
      if (timingSafeEqual(given, runDigest)) return users.localActor();
      const row = store.byHash(given.toString('hex'));
      const same = row && timingSafeEqual(Buffer.from(row.hash, 'hex'), given);
      const actor = same ? users.actorOf(row.user_id, toScope(row.scope)) : undefined;
      if (!row || !actor) throw new ControlPlaneError('E10050', 'The token is unknown.');
      if (row.expires_at !== null && Date.parse(row.expires_at) <= Date.now()) {
        throw new ControlPlaneError('E10052', `The token ended at ${row.expires_at}.`);
      }
      noteUse(row);
      return actor;
    },
    create: (actor, input) => issue(actor, input, input.expires_in ?? DEFAULT_SECONDS),
    createForLogin: (actor, input) =>
      issue(actor, { ...input, name: input.name || 'login' }, input.expires_in ?? LOGIN_SECONDS),
    list(actor, query) {
      const order = orderBy(query.sort, sortColumns, 'time_create');
      const { rows, total } = store.list(actor.userId, { ...query, order });
      return { items: rows.map(toToken), total };
    },
    remove(actor, id) {
      if (!store.remove(id, actor.userId)) {
        throw new ControlPlaneError('E10053', `There is no token ${id}.`);
      }
    },
  };
}
