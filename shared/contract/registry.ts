import { z } from 'zod';
import { hostAndPort, NOT_HOST_AND_PORT } from './address.ts';
import { listQuery, objectId, timestamp } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { oneLine, recordName } from './names.ts';

/** A registry. A cluster embeds a snapshot of it, taken when it was added. */
export const registry = z
  .object({
    _id: z.string(),
    name: z.string(),
    registry: z.string(),
    secure: z.boolean(),
    ca_text: z.string(),
    username: z.string(),
    password: z.string(),
    user_id: z.string(),
    tenant_id: z.string(),
    isUse: z.boolean(),
    isSystemRegistry: z.boolean(),
    TimeCreate: timestamp,
  })
  .meta({ id: 'Registry' });
export type Registry = z.infer<typeof registry>;

const login = {
  secure: z.boolean().default(false),
  ca_text: z.string().max(65536).default(''),
  username: oneLine(255).default(''),
  password: z.string().max(1024).default(''),
  isSystemRegistry: z.boolean().default(false),
};

/** A registry in a request for a cluster: an id we know, or the whole of it. */
export const registryInput = z
  .object({
    _id: objectId.optional(),
    name: oneLine(64).default(''),
    registry: z.union([z.literal(''), hostAndPort], NOT_HOST_AND_PORT).default(''),
    ...login,
  })
  .meta({ id: 'RegistryOfClusterInput' });
export type RegistryInput = z.infer<typeof registryInput>;

/** What is wrong with the address itself has a code of its own, and so is judged by the service. */
export const createRegistryInput = z
  .object({
    name: recordName(),
    registry: z.string().trim().min(1, 'must not be empty').max(260),
    ...login,
    user_id: z.union([z.literal(''), objectId]).optional(),
  })
  .meta({ id: 'CreateRegistryInput' });
export type CreateRegistryInput = z.infer<typeof createRegistryInput>;

/** Of an update: a password that is left out or masked is kept. */
export const updateRegistryInput = createRegistryInput
  .omit({ user_id: true })
  .extend({ password: z.string().max(1024).optional() });
export type UpdateRegistryInput = z.infer<typeof updateRegistryInput>;

export const registryFieldCodes = {
  name: 'E57000',
  registry: 'E57002',
} as const satisfies Record<string, ErrorCode>;

export const registryListQuery = listQuery.extend({
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type RegistryListQuery = z.infer<typeof registryListQuery>;

/** type: name (is it free?) or used (does a cluster have it?). */
export const registryValidateQuery = z.object({
  type: z.enum(['name', 'used'], 'must be name or used'),
  name: z.string().max(255).default(''),
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type RegistryValidateQuery = z.infer<typeof registryValidateQuery>;
