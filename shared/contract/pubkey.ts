import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { recordName } from './names.ts';

/** A public key. algorithm, bits and fingerprint are read from its text. */
export const pubkey = z
  .object({
    _id: objectId,
    pubkeyValue: z.string(),
    name: z.string(),
    owner: z.string(),
    user_id: z.string(),
    isuse: z.boolean(),
    tenant_id: z.string(),
    time_create: timestamp,
    time_update: timestamp,
    algorithm: z.string(),
    bits: z.int(),
    /** SHA256:… as ssh-keygen -lf prints it */
    fingerprint: z.string(),
  })
  .meta({ id: 'Pubkey' });
export type Pubkey = z.infer<typeof pubkey>;

const owner = { user_id: z.union([z.literal(''), objectId]).optional() };

export const uploadPubkeyInput = z
  .object({
    name: recordName(),
    pubkeyValue: z.string().trim().min(1, 'must not be empty').max(16384),
    ...owner,
    /** the private half, for nodes that name this key as keyId; never answered */
    privateKey: z.string().max(65536).optional(),
    passphrase: z.string().max(1024).optional(),
  })
  .meta({ id: 'UploadPubkeyInput' });
export type UploadPubkeyInput = z.infer<typeof uploadPubkeyInput>;

export const keyAlgorithms = ['ed25519', 'rsa'] as const;

export const createPubkeyInput = z
  .object({
    name: recordName(),
    ...owner,
    algorithm: z.enum(keyAlgorithms).default('ed25519'),
  })
  .meta({ id: 'CreatePubkeyInput' });
export type CreatePubkeyInput = z.infer<typeof createPubkeyInput>;

export const pubkeyFieldCodes = {
  name: 'E52000',
  pubkeyValue: 'E52002',
} as const satisfies Record<string, ErrorCode>;

export const pubkeyListQuery = listQuery.extend({
  name: z.string().max(255).optional(),
  ...owner,
});
export type PubkeyListQuery = z.infer<typeof pubkeyListQuery>;
