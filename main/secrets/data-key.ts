import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { AsyncEntry } from '@napi-rs/keyring';

/** No place for the data key: the keychain does not answer, or the key file is unusable. */
export class DataKeyError extends Error {}

const KEY_BYTES = 32;
const SERVICE = 'clusterdesk';

function decode(text: string, place: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new DataKeyError(`What stands in ${place} is not a data key (${KEY_BYTES} bytes, base64).`);
}

/**
 * The data key from the OS keychain; made and stored on first use. On Linux the store is named,
 * since the library would otherwise fall back to the kernel's keyring, which a reboot empties.
 * @param account tells one data folder from another
 * @param mayCreate false where secrets exist already: a new key could not open them
 * @throws DataKeyError
 */
export async function dataKeyFromKeychain(account: string, mayCreate: boolean): Promise<Buffer> {
  try {
    const entry = new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
    const stored = await entry.getPassword();
    if (stored) return decode(stored, 'the keychain');
    if (mayCreate) {
      const key = randomBytes(KEY_BYTES);
      await entry.setPassword(key.toString('base64'));
      const readBack = await entry.getPassword();
      if (readBack === key.toString('base64')) return key;
    }
  } catch (error) {
    if (error instanceof DataKeyError) throw error;
    throw new DataKeyError(
      'The OS keychain does not answer. Unlock it (on Linux: a Secret Service such as ' +
        'gnome-keyring), or choose a key file: --key-file FILE. ' +
        `(${error instanceof Error ? error.message : String(error)})`,
    );
  }
  throw new DataKeyError(
    mayCreate
      ? 'The OS keychain did not keep the data key. Choose a key file: --key-file FILE.'
      : 'The OS keychain has no data key for this data folder, but secrets are stored in it. ' +
          'Unlock the keychain that holds it, or name the key file that was used: --key-file FILE.',
  );
}

/**
 * The data key from a file that only its owner may read; made on first use.
 * @throws DataKeyError
 */
export function dataKeyFromFile(file: string, mayCreate: boolean): Buffer {
  const info = statSync(file, { throwIfNoEntry: false });
  if (info) {
    if (process.platform !== 'win32' && (info.mode & 0o077) !== 0) {
      throw new DataKeyError(`${file} can be read by others. Run: chmod 600 ${file}`);
    }
    return decode(readFileSync(file, 'utf8'), file);
  }
  if (!mayCreate) {
    throw new DataKeyError(
      `${file} does not exist, but secrets are stored in this data folder. Name the key file they were made with.`,
    );
  }
  const key = randomBytes(KEY_BYTES);
  const handle = openSync(file, 'wx', 0o600);
  writeSync(handle, `${key.toString('base64')}\n`);
  fsyncSync(handle);
  closeSync(handle);
  return key;
}
