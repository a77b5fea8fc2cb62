import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { oneLine } from './names.ts';

export const tokenScopes = ['read', 'operate', 'admin'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** A token as lists show it: never its value. */
export const token = z
  .object({
    _id: objectId.describe('The id of the token, not its value.'),
    name: z.string().describe('A name for you.'),
    scope: z.enum(tokenScopes).describe('What it may do.'),
    user_id: objectId.describe('The id of the user that it belongs to.'),
    time_create: timestamp.describe('When it was made.'),
    time_expire: timestamp.nullable().describe('When it ends; null: never.'),
    time_used: timestamp.nullable().describe('When it was used last.'),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof token>;

/** A new token: `id` (the 2017 system's name) and `token` are its value, shown this once. */
export const issuedToken = token
  .extend({
    id: z.string().describe("The token's value, as the 2017 system names it."),
    token: z.string().describe("The token's value, shown this once."),
  })
  .meta({ id: 'IssuedToken' });
export type IssuedToken = z.infer<typeof issuedToken>;

/**
 * Either a login (username and password), or, by a caller who holds an admin token, a new token
 * for a script. `expires_in` is in seconds; 0 never ends.
 */
export const createTokenInput = z
  .object({
    username: z.string().max(64).optional().describe('For a login.'),
    password: z.string().max(1024).optional().describe('For a login.'),
    tenantname: z.string().max(64).optional().describe('Read for scripts of 2017, and ignored.'),
    name: oneLine(64).default('').describe('A name for you.'),
    scope: z
      .enum(tokenScopes)
      .default('admin')
      .describe('read reads, operate changes clusters and records, admin does everything.'),
    expires_in: z
      .int()
      .min(0)
      .max(315_360_000)
      .optional()
      .describe('Seconds; 0: never. Absent: 90 days, a login 6 hours.'),
  })
  .meta({ id: 'CreateTokenInput' });
export type CreateTokenInput = z.infer<typeof createTokenInput>;

export const tokenListQuery = listQuery;
export type TokenListQuery = z.infer<typeof tokenListQuery>;

export const setPasswordInput = z.object({
  password: z
    .string()
    .min(8, 'must have 8 characters or more')
    .max(1024)
    .describe('8 characters or more.'),
});
export type SetPasswordInput = z.infer<typeof setPasswordInput>;
