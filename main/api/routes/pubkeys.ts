import { z } from 'zod';
import { objectId } from '../../../shared/contract/common.ts';
import {
  createPubkeyInput,
  pubkey,
  pubkeyFieldCodes,
  pubkeyListQuery,
  uploadPubkeyInput,
} from '../../../shared/contract/pubkey.ts';
import { call, idParams, listCall, streamCall, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { examplePubkey } from './examples.ts';

/** Public keys, and the one-time download of a private half. */
export function pubkeyCalls({ pubkeys }: ApiServices): Call[] {
  const tag = 'Public keys';
  const { name, pubkeyValue, user_id } = examplePubkey;
  return [
    call({
      method: 'POST',
      path: '/v1/pubkey',
      tag,
      summary: 'Upload a public key',
      description:
        'One line of OpenSSH form. Its algorithm, bits and fingerprint are in the answer. With ' +
        'privateKey, nodes can name the pair as keyId; the private half is never answered.',
      access: 'operate',
      errors: ['E10010', 'E52000', 'E52001', 'E52002'],
      fieldCodes: pubkeyFieldCodes,
      body: uploadPubkeyInput,
      data: pubkey,
      example: { body: { name, pubkeyValue, user_id }, data: examplePubkey },
      handle: ({ actor, body }) => pubkeys.upload(actor, body),
    }),
    listCall({
      method: 'GET',
      path: '/v1/pubkey',
      tag,
      summary: 'List public keys',
      access: 'read',
      query: pubkeyListQuery,
      item: pubkey,
      example: { data: [examplePubkey] },
      handle: ({ actor, query }) => pubkeys.list(actor, query),
    }),
    call({
      method: 'POST',
      path: '/v1/pubkey/userSelfCreate',
      tag,
      summary: 'Create a key pair',
      description:
        'ed25519 unless algorithm is rsa (4096 bits). The private half waits to be downloaded once.',
      access: 'operate',
      errors: ['E10010', 'E52000', 'E52001'],
      fieldCodes: pubkeyFieldCodes,
      body: createPubkeyInput,
      data: z.string(),
      example: { body: { name: 'pubkey2', user_id }, data: user_id },
      handle: ({ actor, body }) => pubkeys.create(actor, body),
    }),
    streamCall({
      method: 'GET',
      path: '/v1/pubkey/downLoadKey/{user_id}',
      tag,
      summary: 'Download the private half of the pair created last, once',
      description: 'It is gone here afterwards. You can download your own only.',
      access: 'operate',
      errors: ['E52004'],
      params: z.object({ user_id: objectId }),
      produces: 'application/octet-stream',
      handle({ actor, params, reply }) {
        const privateKey = pubkeys.download(actor, params.user_id);
        const name = privateKey.includes('BEGIN RSA') ? 'id_rsa.txt' : 'id_ed25519.txt';
        return reply
          .type('application/octet-stream')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(privateKey);
      },
    }),
    call({
      method: 'GET',
      path: '/v1/pubkey/{id}',
      tag,
      summary: 'One public key',
      access: 'read',
      errors: ['E52003'],
      params: idParams,
      data: pubkey,
      example: { data: examplePubkey },
      handle: ({ actor, params }) => pubkeys.get(actor, params.id),
    }),
    call({
      method: 'DELETE',
      path: '/v1/pubkey/{id}',
      tag,
      summary: 'Delete a public key',
      access: 'operate',
      errors: ['E52003', 'E52007'],
      params: idParams,
      handle({ actor, params }) {
        pubkeys.remove(actor, params.id);
      },
    }),
  ];
}
