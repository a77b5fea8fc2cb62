import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { recordName } from './names.ts';

/** A public key. algorithm, bits and fingerprint are read from its text. */
export const pubkey = z
  .object({
    _id: objectId.describe('The id of the key.'),
    pubkeyValue: z.string().describe('The key, one line of OpenSSH form.'),
    name: z.string().describe('Its name.'),
    owner: z.string().describe('The name of its user.'),
    user_id: z.string().describe('The id of the user that it belongs to.'),
    isuse: z.boolean().describe('A cluster that is not terminated has it.'),
    tenant_id: z.string().describe('The id of its tenant.'),
    time_create: timestamp.describe('When it was made.'),
    time_update: timestamp.describe('When it was changed last.'),
    algorithm: z.string().describe('Read from the key.'),
    bits: z.int().describe('Read from the key.'),
    fingerprint: z.string().describe('SHA256:… as ssh-keygen -lf prints it.'),
  })
  .meta({ id: 'Pubkey' });
export type Pubkey = z.infer<typeof pubkey>;

const owner = {
  user_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('The id of the user that it belongs to; absent: the user of the token.'),
};

export const uploadPubkeyInput = z
  .object({
    name: recordName().describe('1 to 64 characters of one line; no other key of the user has it.'),
    pubkeyValue: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(16384)
      .describe('The key, one line of OpenSSH form.'),
    ...owner,
    privateKey: z
      .string()
      .max(65536)
      .optional()
      .describe('The private half, for nodes that name this key as keyId. Never answered.'),
    passphrase: z.string().max(1024).optional().describe('Of the private half. Never answered.'),
  })
  .meta({ id: 'UploadPubkeyInput' });
export type UploadPubkeyInput = z.infer<typeof uploadPubkeyInput>;

export const keyAlgorithms = ['ed25519', 'rsa'] as const;

export const createPubkeyInput = z
  .object({
    name: recordName().describe('1 to 64 characters of one line; no other key of the user has it.'),
    ...owner,
    algorithm: z.enum(keyAlgorithms).default('ed25519').describe('rsa has 4096 bits.'),
  })
  .meta({ id: 'CreatePubkeyInput' });
export type CreatePubkeyInput = z.infer<typeof createPubkeyInput>;

export const pubkeyFieldCodes = {
  name: 'E52000',
  pubkeyValue: 'E52002',
} as const satisfies Record<string, ErrorCode>;

export const pubkeyListQuery = listQuery.extend({
  name: z.string().max(255).optional().describe('Only keys of this name.'),
  ...owner,
});
export type PubkeyListQuery = z.infer<typeof pubkeyListQuery>;
