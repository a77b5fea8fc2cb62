import { z } from 'zod';

const toggle = z.enum(['on', 'off']);

/** legacySecretEcho: answers show set secrets in the 2017 system's encoding, for old scripts. */
export const settings = z
  .object({
    legacySecretEcho: toggle.describe(
      "Answers show set secrets in the 2017 system's encoding, which anybody can decode.",
    ),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settings>;

export const settingsInput = z.object({
  legacySecretEcho: toggle
    .optional()
    .describe("Answers show set secrets in the 2017 system's encoding, which anybody can decode."),
});
export type SettingsInput = z.infer<typeof settingsInput>;
