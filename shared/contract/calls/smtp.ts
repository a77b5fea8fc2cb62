import { z } from 'zod';
import { dataCall, listCall } from '../call.ts';
import {
  createSmtpInput,
  smtp,
  smtpFieldCodes,
  smtpListQuery,
  testSmtpInput,
  updateSmtpInput,
} from '../smtp.ts';
import { idOf, updated } from './params.ts';

const tag = 'Mail';
const params = idOf('the mail server');

const exampleSmtp = {
  _id: '59c377d3284ae3000bf66400',
  name: 'username',
  address: 'smtp.example.com:587',
  passwd: '******',
};
const exampleBody = { name: 'username', address: 'smtp.example.com:587', passwd: 'password' };

/** Mail servers. */
export const smtpCalls = {
  'smtp.create': dataCall({
    method: 'POST',
    path: '/v1/smtp',
    tag,
    summary: 'Create a mail server',
    description:
      'address is host or host:port (25 without one; 465 is TLS, others STARTTLS). name is the ' +
      'login, and the sender unless from is given. passwd is write-only.',
    access: 'admin',
    errors: ['E53000', 'E53001'],
    fieldCodes: smtpFieldCodes,
    body: createSmtpInput,
    data: smtp,
    example: { body: exampleBody, data: exampleSmtp },
  }),
  'smtp.list': listCall({
    method: 'GET',
    path: '/v1/smtp',
    tag,
    summary: 'List mail servers',
    access: 'read',
    query: smtpListQuery,
    item: smtp,
    example: { data: [exampleSmtp] },
  }),
  'smtp.get': dataCall({
    method: 'GET',
    path: '/v1/smtp/{id}',
    tag,
    summary: 'One mail server',
    access: 'read',
    errors: ['E53002'],
    params,
    data: smtp,
    example: { data: exampleSmtp },
  }),
  'smtp.update': dataCall({
    method: 'PUT',
    path: '/v1/smtp/{id}',
    tag,
    summary: 'Change a mail server',
    description: 'Only what is given and not empty changes.',
    access: 'admin',
    errors: ['E53002', 'E53003', 'E53004', 'E53000', 'E53001'],
    fieldCodes: smtpFieldCodes,
    params,
    body: updateSmtpInput,
    data: updated,
    example: {
      body: { passwd: 'password-change' },
      data: { created: false, url: `/v1/smtp/${exampleSmtp._id}` },
    },
  }),
  'smtp.test': dataCall({
    method: 'POST',
    path: '/v1/smtp/{id}/test',
    tag,
    summary: 'Send a test mail',
    description: 'To the address given, or to the recipients of the record.',
    access: 'admin',
    errors: ['E53002', 'E53007'],
    slow: true,
    params,
    body: testSmtpInput,
    data: z.object({ to: z.array(z.string()).describe('The addresses it was sent to.') }),
    example: { body: { to: 'me@example.com' }, data: { to: ['me@example.com'] } },
  }),
  'smtp.delete': dataCall({
    method: 'DELETE',
    path: '/v1/smtp/{id}',
    tag,
    summary: 'Delete a mail server',
    access: 'admin',
    errors: ['E53002'],
    params,
    data: z.null(),
    example: { data: null },
  }),
};
