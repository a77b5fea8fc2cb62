import type { Settings } from '../../shared/contract/settings.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';

/** Values of settings that were never set. */
const defaults: Settings = { legacySecretEcho: 'off' };

export interface SettingRepository {
  read(): Settings;
  write<K extends keyof Settings>(name: K, value: Settings[K]): void;
  /** Who we are to the hosts: made once and kept, so that a marker on a host names us. */
  controllerId(): string;
}

export function createSettingRepository(db: Database): SettingRepository {
  const get = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const set = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  return {
    read() {
      const echo = get.get('legacySecretEcho');
      return { ...defaults, ...(echo === 'on' && { legacySecretEcho: echo }) };
    },
    write(name, value) {
      set.run(name, value);
    },
    controllerId() {
      const known = get.get('controllerId');
      if (known !== undefined) return known;
      const fresh = newId();
      set.run('controllerId', fresh);
      return fresh;
    },
  };
}
