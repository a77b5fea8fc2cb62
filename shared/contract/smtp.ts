import { z } from 'zod';
import { hostAndPort, NOT_HOST_AND_PORT } from './address.ts';
import { listQuery, objectId } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { oneLine } from './names.ts';

/** A mail server. `name` is the login, and the sender where `from` is not set. */
export const smtp = z
  .object({
    _id: objectId.describe('The id of the mail server.'),
    name: z.string().describe('The login, and the sender where from is not set.'),
    address: z.string().describe('host or host:port.'),
    passwd: z.string().describe('****** where one is set, else empty.'),
    from: z.string().optional().describe('The sender.'),
    to: z.array(z.string()).optional().describe('Who gets notices.'),
    default: z.boolean().optional().describe('The record that notices are sent by.'),
  })
  .meta({ id: 'Smtp' });
export type Smtp = z.infer<typeof smtp>;

const mailbox = z.email('must be a mail address').max(254);

const fields = {
  name: oneLine(254)
    .min(1, 'must not be empty')
    .describe('The login, and the sender where from is not given.'),
  address: hostAndPort
    .min(1, 'must not be empty')
    .describe('host or host:port; 25 without one, 465 is TLS, others STARTTLS.'),
  passwd: z.string().max(1024).default('').describe('Of the login. Never answered.'),
  from: z
    .union([z.literal(''), mailbox], 'must be a mail address')
    .optional()
    .describe('The sender.'),
  to: z
    .array(mailbox)
    .max(100)
    .nullish()
    .transform((to) => to ?? undefined)
    .describe('Who gets notices.'),
  default: z.boolean().optional().describe('Send notices by this record.'),
};

export const createSmtpInput = z.object(fields).meta({ id: 'CreateSmtpInput' });
export type CreateSmtpInput = z.infer<typeof createSmtpInput>;

/** Only what is given and not empty changes. */
export const updateSmtpInput = z
  .object({
    ...fields,
    name: oneLine(254).default('').describe('The login; empty or absent: as it is.'),
    address: z
      .union([z.literal(''), hostAndPort], NOT_HOST_AND_PORT)
      .default('')
      .describe('host or host:port; empty or absent: as it is.'),
  })
  .meta({ id: 'UpdateSmtpInput' });
export type UpdateSmtpInput = z.infer<typeof updateSmtpInput>;

export const smtpFieldCodes = {
  name: 'E53000',
  address: 'E53001',
} as const satisfies Record<string, ErrorCode>;

export const smtpListQuery = listQuery.extend({
  name: z.string().max(255).optional().describe('Only records of this login.'),
  address: z.string().max(255).optional().describe('Only records of this address.'),
});
export type SmtpListQuery = z.infer<typeof smtpListQuery>;

export const testSmtpInput = z.object({
  to: mailbox.optional().describe('Where the mail goes; absent: to the recipients of the record.'),
});
export type TestSmtpInput = z.infer<typeof testSmtpInput>;
