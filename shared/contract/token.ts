import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { oneLine } from './names.ts';

export const tokenScopes = ['read', 'operate', 'admin'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** A token as lists show it: never its value. */
export const token = z
  .object({
    _id: objectId,
    name: z.string(),
    scope: z.enum(tokenScopes),
    user_id: objectId,
    time_create: timestamp,
    time_expire: timestamp.nullable(),
    time_used: timestamp.nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof token>;

/** A new token: `id` (the 2017 system's name) and `token` are its value, shown this once. */
export const issuedToken = token
  .extend({ id: z.string(), token: z.string() })
  .meta({ id: 'IssuedToken' });
export type IssuedToken = z.infer<typeof issuedToken>;

/**
 * Either a login (username and password), or, by a caller who holds an admin token, a new token
 * for a script. `expires_in` is in seconds; 0 never ends.
 */
export const createTokenInput = z
  .object({
    username: z.string().max(64).optional(),
    password: z.string().max(1024).optional(),
    tenantname: z.string().max(64).optional(),
    name: oneLine(64).default(''),
    scope: z.enum(tokenScopes).default('admin'),
    expires_in: z.int().min(0).max(315_360_000).optional(),
  })
  .meta({ id: 'CreateTokenInput' });
export type CreateTokenInput = z.infer<typeof createTokenInput>;

export const tokenListQuery = listQuery;
export type TokenListQuery = z.infer<typeof tokenListQuery>;

export const setPasswordInput = z.object({
  password: z.string().min(8, 'must have 8 characters or more').max(1024),
});
export type SetPasswordInput = z.infer<typeof setPasswordInput>;
