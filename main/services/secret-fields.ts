import { SECRET_MASK } from '../../shared/contract/common.ts';
import { encodeLegacy } from '../secrets/legacy-encoding.ts';
import type { Vault } from '../secrets/vault.ts';
import type { SettingRepository } from '../store/settings.ts';

/** Write-only fields of records, kept in the vault under the record's id. */
export interface SecretFields {
  /** What answers show: "" unset, the mask, or (legacySecretEcho) the 2017 system's encoding. */
  show(owner: string, field: string): string;
  /** Stores a value; the mask and undefined keep what is there, "" takes it away. */
  write(owner: string, field: string, value: string | undefined): void;
  read(owner: string, field: string): string | undefined;
  removeAll(owner: string): void;
}

export function createSecretFields(vault: Vault, settings: SettingRepository): SecretFields {
  return {
    show(owner, field) {
      if (settings.read().legacySecretEcho === 'off')
        return vault.has(owner, field) ? SECRET_MASK : '';
      const secret = vault.get(owner, field);
      return secret === undefined ? '' : encodeLegacy(secret);
    },
    write(owner, field, value) {
      if (value === undefined || value === SECRET_MASK) return;
      if (value === '') vault.remove(owner, field);
      else vault.put(owner, field, value);
    },
    read: (owner, field) => vault.get(owner, field),
    removeAll(owner) {
      vault.remove(owner);
    },
  };
}
