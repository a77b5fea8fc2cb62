import type { Database } from './database.ts';

export interface IdempotencyRow {
  key: string;
  user_id: string;
  /** HMAC of the request, hex */
  request_hash: string;
  /** 0 while the first request is under way */
  done: number;
  time_create: string;
}

export interface IdempotencyStore {
  get(key: string, userId: string): IdempotencyRow | undefined;
  insert(row: IdempotencyRow): void;
  finish(key: string, userId: string): void;
  remove(key: string, userId: string): void;
  /** Rows that are older than a time, and those under way when the program stopped. */
  stale(before: string): IdempotencyRow[];
  unfinished(): IdempotencyRow[];
}

export function createIdempotencyStore(db: Database): IdempotencyStore {
  const get = db.prepare<[string, string], IdempotencyRow>(
    'SELECT * FROM idempotency WHERE key = ? AND user_id = ?',
  );
  const insert = db.prepare(
    `INSERT INTO idempotency (key, user_id, request_hash, done, time_create)
     VALUES (@key, @user_id, @request_hash, @done, @time_create)`,
  );
  const finish = db.prepare('UPDATE idempotency SET done = 1 WHERE key = ? AND user_id = ?');
  const remove = db.prepare('DELETE FROM idempotency WHERE key = ? AND user_id = ?');
  const stale = db.prepare<[string], IdempotencyRow>(
    'SELECT * FROM idempotency WHERE time_create < ?',
  );
  const unfinished = db.prepare<[], IdempotencyRow>('SELECT * FROM idempotency WHERE done = 0');
  return {
    get: (key, userId) => get.get(key, userId),
    insert(row) {
      insert.run(row);
    },
    finish(key, userId) {
      finish.run(key, userId);
    },
    remove(key, userId) {
      remove.run(key, userId);
    },
    stale: (before) => stale.all(before),
    unfinished: () => unfinished.all(),
  };
}
