import type { Database } from './database.ts';
import { equals, listRows, type ListOptions, type Page } from './listing.ts';

export interface TokenRow {
  id: string;
  /** SHA-256 of the value, hex */
  hash: string;
  name: string;
  scope: string;
  user_id: string;
  expires_at: string | null;
  last_used_at: string | null;
  time_create: string;
}

export interface TokenStore {
  insert(token: TokenRow): void;
  byHash(hash: string): TokenRow | undefined;
  list(userId: string, options: ListOptions): Page<TokenRow>;
  used(id: string, now: string): void;
  /** @returns whether there was such a token of the user */
  remove(id: string, userId: string): boolean;
}

export function createTokenStore(db: Database): TokenStore {
  const insert = db.prepare(
    `INSERT INTO tokens (id, hash, name, scope, user_id, expires_at, last_used_at, time_create)
     VALUES (@id, @hash, @name, @scope, @user_id, @expires_at, @last_used_at, @time_create)`,
  );
  const byHash = db.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE hash = ?');
  const used = db.prepare('UPDATE tokens SET last_used_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM tokens WHERE id = ? AND user_id = ?');
  return {
    insert(token) {
      insert.run(token);
    },
    byHash: (hash) => byHash.get(hash),
    list: (userId, options) => listRows(db, 'tokens', equals({ user_id: userId }), options),
    used(id, now) {
      used.run(now, id);
    },
    remove: (id, userId) => remove.run(id, userId).changes > 0,
  };
}
