import type { Database } from './database.ts';

/** A secret as the vault has closed it: AES-256-GCM, the tag at the end of the box. */
export interface SecretBox {
  readonly nonce: Buffer;
  readonly box: Buffer;
}

/** Closed secrets, by the record that has them and what they are for. */
export interface SecretRepository {
  /** Replaces an earlier one. */
  put(owner: string, purpose: string, secret: SecretBox): void;
  get(owner: string, purpose: string): SecretBox | undefined;
  has(owner: string, purpose: string): boolean;
  /** @param purpose absent: all of the owner's */
  remove(owner: string, purpose?: string): void;
  isEmpty(): boolean;
}

export function createSecretRepository(db: Database): SecretRepository {
  const insert = db.prepare('INSERT OR REPLACE INTO secrets VALUES (?, ?, ?, ?)');
  const select = db.prepare<[string, string], SecretBox>(
    'SELECT nonce, box FROM secrets WHERE owner = ? AND purpose = ?',
  );
  const exists = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM secrets WHERE owner = ? AND purpose = ?)',
    )
    .pluck();
  const removeOne = db.prepare('DELETE FROM secrets WHERE owner = ? AND purpose = ?');
  const removeAll = db.prepare('DELETE FROM secrets WHERE owner = ?');
  const any = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM secrets)').pluck();
  return {
    put(owner, purpose, { nonce, box }) {
      insert.run(owner, purpose, nonce, box);
    },
    get: (owner, purpose) => select.get(owner, purpose),
    has: (owner, purpose) => exists.get(owner, purpose) === 1,
    remove(owner, purpose) {
      if (purpose === undefined) removeAll.run(owner);
      else removeOne.run(owner, purpose);
    },
    isEmpty: () => any.get() !== 1,
  };
}
