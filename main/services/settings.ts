import type { Settings, SettingsInput } from '../../shared/contract/settings.ts';
import type { SettingRepository } from '../store/settings.ts';

export interface SettingService {
  get(): Settings;
  /** Changes what is given. @returns all of them */
  update(input: SettingsInput): Settings;
}

/** Settings of the control plane, the same for all users. */
export function createSettingService(store: SettingRepository): SettingService {
  return {
    get: () => store.read(),
    update({ legacySecretEcho }) {
      if (legacySecretEcho !== undefined) store.write('legacySecretEcho', legacySecretEcho);
      return store.read();
    },
  };
}
