import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { toTimestamp } from '../../shared/contract/common.ts';
import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import { newId } from '../store/ids.ts';
import type { Stores } from '../store/index.ts';
import type { UserRecord } from '../store/users.ts';
import type { LogService } from './logs.ts';
import type { Actor, Scope } from './types.ts';

/** The first user and its tenant, as in the 2017 system, but without a password. */
export const FIRST_USER = 'sysadmin';

export interface User {
  readonly _id: string;
  readonly name: string;
  readonly tenantId: string;
}

export interface UserService {
  /** The user of the window and of scripts of the same OS user. */
  localActor(): Actor;
  actorOf(userId: string, scope: Scope): Actor | undefined;
  /**
   * Whom a record belongs to: the user named in the request, or the caller.
   * @throws ControlPlaneError with the code given, for a user unknown or of another tenant
   */
  ownerOf(actor: Actor, userId: string | undefined, code: ErrorCode): User;
  /** @throws ControlPlaneError E10051, with no hint which of the two is wrong */
  signIn(name: string, password: string): Promise<Actor>;
  setPassword(actor: Actor, password: string): Promise<void>;
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
/** OWASP's advice for scrypt: N = 2^17, r = 8, p = 1, which takes 128 MiB. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };
const HASH_BYTES = 32;

async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await derive(password.normalize('NFKC'), salt, HASH_BYTES, COST);
  return `scrypt$${salt.toString('base64')}$${hash.toString('base64')}`;
}

async function isPassword(password: string, stored: string): Promise<boolean> {
  const salt = Buffer.from(stored.split('$')[1] ?? '', 'base64');
  const given = Buffer.from(await hashPassword(password, salt));
  const wanted = Buffer.from(stored);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Users and sign-in by password; makes the first user and its tenant where there is none. */
export function createUserService(
  { users: store, transaction }: Pick<Stores, 'users' | 'transaction'>,
  logs: LogService,
): UserService {
  if (!store.byName(FIRST_USER)) {
    const now = toTimestamp();
    store.insert({
      id: newId(),
      name: FIRST_USER,
      tenantId: newId(),
      passwordHash: null,
      timeCreate: now,
      timeUpdate: now,
    });
  }
  const toActor = (record: UserRecord, scope: Scope): Actor => ({
    userId: record.id,
    tenantId: record.tenantId,
    userName: record.name,
    scope,
  });
  let decoy: Promise<string> | undefined;

  /** Something to compare with: a name without a password takes as long as one with it. */
  function noPassword(): Promise<string> {
    decoy ??= hashPassword(randomBytes(16).toString('hex'));
    return decoy;
  }

  return {
    localActor() {
      const record = store.byName(FIRST_USER);
      if (!record) throw new Error('The first user is missing from the store.');
      return toActor(record, 'admin');
    },
    actorOf(userId, scope) {
      const record = store.find(userId);
      return record && toActor(record, scope);
    },
    ownerOf(actor, userId, code) {
      const record = store.find(userId || actor.userId);
      if (record && record.tenantId === actor.tenantId) {
        return { _id: record.id, name: record.name, tenantId: record.tenantId };
      }
      throw new ControlPlaneError(code, `There is no user ${userId}.`, {
        details: [{ field: 'user_id', message: 'is no user', code }],
      });
    },
    async signIn(name, password) {
      const record = store.byName(name);
      const matches = await isPassword(password, record?.passwordHash ?? (await noPassword()));
      if (record?.passwordHash && matches) return toActor(record, 'admin');
      throw new ControlPlaneError('E10051', 'The user name or the password is wrong.');
    },
    async setPassword(actor, password) {
      const hash = await hashPassword(password);
      transaction(() => {
        store.setPassword(actor.userId, hash, toTimestamp());
        logs.record(actor, 'change_password', actor.userName);
      });
    },
  };
}
