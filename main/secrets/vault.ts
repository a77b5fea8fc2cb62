import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretRepository } from '../store/secrets.ts';

/** A stored secret does not open: wrong data key, or the row was changed or moved. */
export class SecretUnreadableError extends Error {}

/** The purpose under which a cluster's copy of a registry's password lies in the vault. */
export function registryPurpose(registryId: string): string {
  return `registry:${registryId}`;
}

export interface Vault {
  /** Stores a secret; owner is a record's id, purpose what it is for. Replaces an earlier one. */
  put(owner: string, purpose: string, secret: string): void;
  /** @throws SecretUnreadableError */
  get(owner: string, purpose: string): string | undefined;
  has(owner: string, purpose: string): boolean;
  remove(owner: string, purpose?: string): void;
}

const TAG_BYTES = 16;

/**
 * Secrets as AES-256-GCM rows. Owner and purpose are associated data, so that a row copied to
 * another place does not open there.
 * @param dataKey 32 random bytes, kept in the OS keychain or a key file
 */
export function openVault(secrets: SecretRepository, dataKey: Buffer): Vault {
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
      secrets.put(owner, purpose, { nonce, box });
    },
    get(owner, purpose) {
      const row = secrets.get(owner, purpose);
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
    has: (owner, purpose) => secrets.has(owner, purpose),
    remove(owner, purpose) {
      secrets.remove(owner, purpose);
    },
  };
}
