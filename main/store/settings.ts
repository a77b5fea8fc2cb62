import type { Database } from './database.ts';

/** Settings of the control plane, each with its value when it was never set. */
export const settingDefaults = { legacySecretEcho: 'off' } as const;
export type SettingName = keyof typeof settingDefaults;

export interface SettingStore {
  get(name: SettingName): string;
  set(name: SettingName, value: string): void;
}

export function createSettingStore(db: Database): SettingStore {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const set = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  return {
    get: (name) => get.get(name)?.value ?? settingDefaults[name],
    set(name, value) {
      set.run(name, value);
    },
  };
}
