import type { Settings } from '../../shared/contract/settings.ts';
import type { Database } from './database.ts';

/** Values of settings that were never set. */
const defaults: Settings = { legacySecretEcho: 'off' };

export interface SettingStore {
  read(): Settings;
  write<K extends keyof Settings>(name: K, value: Settings[K]): void;
}

export function createSettingStore(db: Database): SettingStore {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const set = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  return {
    read() {
      const echo = get.get('legacySecretEcho')?.value;
      return { ...defaults, ...(echo === 'on' && { legacySecretEcho: echo }) };
    },
    write(name, value) {
      set.run(name, value);
    },
  };
}
