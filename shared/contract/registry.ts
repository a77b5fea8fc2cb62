import { z } from 'zod';
import { hostAndPort, NOT_HOST_AND_PORT } from './address.ts';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { oneLine, recordName } from './names.ts';

/** A registry. A cluster embeds a snapshot of it, taken when it was added. */
export const registry = z
  .object({
    _id: z.string().describe('The id of the registry.'),
    name: z.string().describe('Its name.'),
    registry: z.string().describe('Its address, host or host:port.'),
    secure: z.boolean().describe('It speaks TLS.'),
    ca_text: z.string().describe('Its CA in PEM, or empty.'),
    username: z.string().describe('The login, or empty.'),
    password: z.string().describe('****** where one is set, else empty.'),
    user_id: z.string().describe('The id of the user that it belongs to.'),
    tenant_id: z.string().describe('The id of its tenant.'),
    isUse: z.boolean().describe('A cluster that is not terminated has it.'),
    isSystemRegistry: z.boolean().describe('The images of the stack come from it.'),
    TimeCreate: timestamp.describe('When it was made.'),
  })
  .meta({ id: 'Registry' });
export type Registry = z.infer<typeof registry>;

const login = {
  secure: z.boolean().default(false).describe('It speaks TLS.'),
  ca_text: z
    .string()
    .max(65536)
    .default('')
    .describe('Its CA in PEM, where that is not a public one.'),
  username: oneLine(255).default('').describe('The login, or empty.'),
  password: z.string().max(1024).default('').describe('Of the login. Never answered.'),
  isSystemRegistry: z.boolean().default(false).describe('The images of the stack come from it.'),
};

/** A registry in a request for a cluster: an id we know, or the whole of it. */
export const registryInput = z
  .object({
    _id: objectId
      .optional()
      .describe('The id of a registry that is known here; the other fields are then not needed.'),
    name: oneLine(64).default('').describe('Its name.'),
    registry: z
      .union([z.literal(''), hostAndPort], NOT_HOST_AND_PORT)
      .default('')
      .describe('Its address, host or host:port.'),
    ...login,
  })
  .meta({ id: 'RegistryOfClusterInput' });
export type RegistryInput = z.infer<typeof registryInput>;

/** What is wrong with the address itself has a code of its own, and so is judged by the service. */
export const createRegistryInput = z
  .object({
    name: recordName().describe(
      '1 to 64 characters of one line; no other registry of the user has it.',
    ),
    registry: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(260)
      .describe('Its address, host or host:port, without a scheme or path.'),
    ...login,
    user_id: z
      .union([z.literal(''), objectId])
      .optional()
      .describe('The id of the user that it belongs to; absent: the user of the token.'),
  })
  .meta({ id: 'CreateRegistryInput' });
export type CreateRegistryInput = z.infer<typeof createRegistryInput>;

export const registryFieldCodes = {
  name: 'E57000',
  registry: 'E57002',
} as const satisfies Record<string, ErrorCode>;

export const registryListQuery = listQuery.extend({
  user_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only registries of the user with this id.'),
});
export type RegistryListQuery = z.infer<typeof registryListQuery>;

/** type: name (is it free?) or used (does a cluster have it?). */
export const registryValidateQuery = z.object({
  type: z
    .enum(['name', 'used'], 'must be name or used')
    .describe('name: is the name free? used: does no cluster have it?'),
  name: z.string().max(255).default('').describe('The name.'),
  user_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Whose registries are asked about; absent: those of the token.'),
});
export type RegistryValidateQuery = z.infer<typeof registryValidateQuery>;
