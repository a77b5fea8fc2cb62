import { z } from 'zod';
import { hostAndPort, NOT_HOST_AND_PORT } from './address.ts';
import { listQuery, objectId } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { oneLine } from './names.ts';

/** A mail server. `name` is the login, and the sender where `from` is not set. */
export const smtp = z
  .object({
    _id: objectId,
    name: z.string(),
    address: z.string(),
    passwd: z.string(),
    from: z.string().optional(),
    to: z.array(z.string()).optional(),
    default: z.boolean().optional(),
  })
  .meta({ id: 'Smtp' });
export type Smtp = z.infer<typeof smtp>;

const mailbox = z.email('must be a mail address').max(254);

const fields = {
  name: oneLine(254).min(1, 'must not be empty'),
  address: hostAndPort.min(1, 'must not be empty'),
  passwd: z.string().max(1024).default(''),
  from: z.union([z.literal(''), mailbox], 'must be a mail address').optional(),
  to: z.array(mailbox).max(100).optional(),
  default: z.boolean().optional(),
};

export const createSmtpInput = z.object(fields).meta({ id: 'CreateSmtpInput' });
export type CreateSmtpInput = z.infer<typeof createSmtpInput>;

/** Only what is given and not empty changes. */
export const updateSmtpInput = z
  .object({
    ...fields,
    name: oneLine(254).default(''),
    address: z.union([z.literal(''), hostAndPort], NOT_HOST_AND_PORT).default(''),
  })
  .meta({ id: 'UpdateSmtpInput' });
export type UpdateSmtpInput = z.infer<typeof updateSmtpInput>;

export const smtpFieldCodes = {
  name: 'E53000',
  address: 'E53001',
} as const satisfies Record<string, ErrorCode>;

export const smtpListQuery = listQuery.extend({
  name: z.string().max(255).optional(),
  address: z.string().max(255).optional(),
});
export type SmtpListQuery = z.infer<typeof smtpListQuery>;

export const testSmtpInput = z.object({ to: mailbox.optional() });
export type TestSmtpInput = z.infer<typeof testSmtpInput>;
