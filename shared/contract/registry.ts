import { z } from 'zod';
import { registrySnapshot } from './cluster.ts';
import { listQuery, objectId } from './common.ts';
import type { ErrorCode } from './errors.ts';

/** A registry: what a cluster embeds a snapshot of. */
export const registry = registrySnapshot;
export type Registry = z.infer<typeof registry>;

export const createRegistryInput = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(64),
  registry: z.string().trim().min(1, 'must not be empty').max(260),
  secure: z.boolean().default(false),
  ca_text: z.string().max(65536).default(''),
  username: z.string().max(255).default(''),
  password: z.string().max(1024).default(''),
  isSystemRegistry: z.boolean().default(false),
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type CreateRegistryInput = z.infer<typeof createRegistryInput>;

export const registryFieldCodes = {
  name: 'E57000',
  registry: 'E57002',
} as const satisfies Record<string, ErrorCode>;

export const registryListQuery = listQuery.extend({
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type RegistryListQuery = z.infer<typeof registryListQuery>;

/** type: name (is it free?) or used (does a cluster have it?); anything else asks nothing. */
export const registryValidateQuery = z.object({
  type: z.string().max(32).default(''),
  name: z.string().max(255).default(''),
  user_id: z.union([z.literal(''), objectId]).optional(),
});
export type RegistryValidateQuery = z.infer<typeof registryValidateQuery>;
