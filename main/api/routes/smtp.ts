import { z } from 'zod';
import {
  createSmtpInput,
  smtp,
  smtpFieldCodes,
  smtpListQuery,
  testSmtpInput,
  updateSmtpInput,
} from '../../../shared/contract/smtp.ts';
import { answerUpdated, call, idParams, listCall, updated, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';

const exampleSmtp = {
  _id: '59c377d3284ae3000bf66400',
  name: 'username',
  address: 'smtp.example.com:587',
  passwd: '******',
};
const exampleBody = { name: 'username', address: 'smtp.example.com:587', passwd: 'password' };

/** Mail servers. */
export function smtpCalls({ smtp: servers }: ApiServices): Call[] {
  const tag = 'Mail';
  return [
    call({
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
      handle: ({ actor, body }) => servers.create(actor, body),
    }),
    listCall({
      method: 'GET',
      path: '/v1/smtp',
      tag,
      summary: 'List mail servers',
      access: 'read',
      query: smtpListQuery,
      item: smtp,
      example: { data: [exampleSmtp] },
      handle: ({ query }) => servers.list(query),
    }),
    call({
      method: 'GET',
      path: '/v1/smtp/{id}',
      tag,
      summary: 'One mail server',
      access: 'read',
      errors: ['E53002'],
      params: idParams,
      data: smtp,
      example: { data: exampleSmtp },
      handle: ({ params }) => servers.get(params.id),
    }),
    call({
      method: 'PUT',
      path: '/v1/smtp/{id}',
      tag,
      summary: 'Change a mail server',
      description: 'Only what is given and not empty changes.',
      access: 'admin',
      errors: ['E53002', 'E53003', 'E53004', 'E53000', 'E53001'],
      fieldCodes: smtpFieldCodes,
      params: idParams,
      body: updateSmtpInput,
      data: updated,
      example: {
        body: { passwd: 'password-change' },
        data: { created: false, url: `/v1/smtp/${exampleSmtp._id}` },
      },
      handle({ actor, params, body, reply }) {
        servers.update(actor, params.id, body);
        return answerUpdated(reply, `/v1/smtp/${params.id}`);
      },
    }),
    call({
      method: 'POST',
      path: '/v1/smtp/{id}/test',
      tag,
      summary: 'Send a test mail',
      description: 'To the address given, or to the recipients of the record.',
      access: 'admin',
      errors: ['E53002', 'E53007'],
      params: idParams,
      body: testSmtpInput,
      data: z.object({ to: z.array(z.string()) }),
      example: { body: { to: 'me@example.com' }, data: { to: ['me@example.com'] } },
      handle: async ({ params, body }) => ({ to: await servers.test(params.id, body.to) }),
    }),
    call({
      method: 'DELETE',
      path: '/v1/smtp/{id}',
      tag,
      summary: 'Delete a mail server',
      access: 'admin',
      errors: ['E53002'],
      params: idParams,
      data: z.null(),
      example: { data: null },
      handle({ actor, params }) {
        servers.remove(actor, params.id);
        return null;
      },
    }),
  ];
}
