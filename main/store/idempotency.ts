import type { Database } from './database.ts';

export interface IdempotencyRecord {
  key: string;
  userId: string;
  /** HMAC of the request, hex */
  requestHash: string;
  /** 0 while the first request is under way */
  done: number;
  timeCreate: string;
}

export interface IdempotencyRepository {
  get(key: string, userId: string): IdempotencyRecord | undefined;
  /** The first request with this key begins. */
  begin(record: Omit<IdempotencyRecord, 'done'>): void;
  finish(key: string, userId: string): void;
  remove(key: string, userId: string): void;
  /** Records from before a time. */
  stale(before: string): IdempotencyRecord[];
  /** Records of requests that have no answer. */
  unfinished(): IdempotencyRecord[];
}

export function createIdempotencyRepository(db: Database): IdempotencyRepository {
  const select = `SELECT key, user_id AS userId, request_hash AS requestHash, done,
      time_create AS timeCreate FROM idempotency`;
  const get = db.prepare<[string, string], IdempotencyRecord>(
    `${select} WHERE key = ? AND user_id = ?`,
  );
  const insert = db.prepare(
    `INSERT INTO idempotency (key, user_id, request_hash, done, time_create)
     VALUES (@key, @userId, @requestHash, 0, @timeCreate)`,
  );
  const finish = db.prepare('UPDATE idempotency SET done = 1 WHERE key = ? AND user_id = ?');
  const remove = db.prepare('DELETE FROM idempotency WHERE key = ? AND user_id = ?');
  const stale = db.prepare<[string], IdempotencyRecord>(`${select} WHERE time_create < ?`);
  const unfinished = db.prepare<[], IdempotencyRecord>(`${select} WHERE done = 0`);
  return {
    get: (key, userId) => get.get(key, userId),
    begin(record) {
      insert.run(record);
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
