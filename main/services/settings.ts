import type { Settings, SettingsInput } from '../../shared/contract/settings.ts';
import type { Stores } from '../store/index.ts';
import type { LogService } from './logs.ts';
import type { Actor } from './types.ts';

export interface SettingService {
  get(): Settings;
  /** Changes what is given. @returns all of them */
  update(actor: Actor, input: SettingsInput): Settings;
}

/** Settings of the control plane, the same for all users. */
export function createSettingService(
  { settings, transaction }: Pick<Stores, 'settings' | 'transaction'>,
  logs: LogService,
): SettingService {
  return {
    get: () => settings.read(),
    update(actor, { legacySecretEcho }) {
      if (legacySecretEcho === undefined) return settings.read();
      transaction(() => {
        settings.write('legacySecretEcho', legacySecretEcho);
        logs.record(actor, 'update_settings', `legacySecretEcho=${legacySecretEcho}`);
      });
      return settings.read();
    },
  };
}
