import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';

/** A stored secret does not open: wrong data key, or the row was changed or moved. */
export class SecretUnreadableError extends Error {}

export interface Vault {
  /** Stores a secret; owner is a record's id, purpose what it is for. Replaces an earlier one. */
  put(owner: string, purpose: string, secret: string): void;
  /** @throws SecretUnreadableError */
  get(owner: string, purpose: string): string | undefined;
  has(owner: string, purpose: string): boolean;
  remove(owner: string, purpose?: string): void;
}

interface Row {
  nonce: Buffer;
  box: Buffer;
}

const TAG_BYTES = 16;

/**
 * Secrets as AES-256-GCM rows. Owner and purpose are associated data, so that a row copied to
 * another place does not open there.
 * @param dataKey 32 random bytes, kept in the OS keychain or a key file
 */
export function openVault(db: Database, dataKey: Buffer): Vault {
  const insert = db.prepare('INSERT OR REPLACE INTO secrets VALUES (?, ?, ?, ?)');
  const select = db.prepare<[string, string], Row>(
    'SELECT nonce, box FROM secrets WHERE owner = ? AND purpose = ?',
  );
  const removeOne = db.prepare('DELETE FROM secrets WHERE owner = ? AND purpose = ?');
  const removeAll = db.prepare('DELETE FROM secrets WHERE owner = ?');
  const associated = (owner: string, purpose: string) =>
    Buffer.from(JSON.stringify([owner, purpose]));

  return {
    put(owner, purpose, secret) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
      cipher.setAAD(associated(owner, purpose));
      const box = Buffer.concat([
        cipher.update(secret, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      insert.run(owner, purpose, nonce, box);
    },
    get(owner, purpose) {
      const row = select.get(owner, purpose);
      if (!row) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', dataKey, row.nonce, {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associated(owner, purpose));
      try {
        decipher.setAuthTag(row.box.subarray(-TAG_BYTES));
        const text = decipher.update(row.box.subarray(0, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw new SecretUnreadableError(
          `The secret "${purpose}" of ${owner} does not open with this data key.`,
        );
      }
    },
    has: (owner, purpose) => select.get(owner, purpose) !== undefined,
    remove(owner, purpose) {
      if (purpose === undefined) removeAll.run(owner);
      else removeOne.run(owner, purpose);
    },
  };
}
