import { settings, settingsInput } from '../../../shared/contract/settings.ts';
import { call, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';

/** Settings of the control plane. */
export function settingCalls({ settings: service }: ApiServices): Call[] {
  const tag = 'Settings';
  return [
    call({
      method: 'GET',
      path: '/v1/settings',
      tag,
      summary: 'The settings',
      access: 'read',
      data: settings,
      example: { data: { legacySecretEcho: 'off' } },
      handle: () => service.get(),
    }),
    call({
      method: 'PUT',
      path: '/v1/settings',
      tag,
      summary: 'Change settings',
      description:
        'legacySecretEcho (off): answers show set secrets in the encoding of the 2017 system, ' +
        'which anybody can decode. Only for scripts that read them back.',
      access: 'admin',
      body: settingsInput,
      data: settings,
      example: { body: { legacySecretEcho: 'on' }, data: { legacySecretEcho: 'on' } },
      handle: ({ actor, body }) => service.update(actor, body),
    }),
  ];
}
