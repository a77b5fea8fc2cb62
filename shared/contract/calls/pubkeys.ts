import { z } from 'zod';
import { dataCall, fileCall, listCall } from '../call.ts';
import { objectId } from '../common.ts';
import {
  createPubkeyInput,
  pubkey,
  pubkeyFieldCodes,
  pubkeyListQuery,
  uploadPubkeyInput,
} from '../pubkey.ts';
import { examplePubkey } from './examples.ts';
import { idOf } from './params.ts';

const tag = 'Public keys';
const params = idOf('the public key');
const { name, pubkeyValue, user_id } = examplePubkey;

/** Public keys, and the one-time download of a private half. */
export const pubkeyCalls = {
  'pubkeys.upload': dataCall({
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
  }),
  'pubkeys.list': listCall({
    method: 'GET',
    path: '/v1/pubkey',
    tag,
    summary: 'List public keys',
    access: 'read',
    query: pubkeyListQuery,
    item: pubkey,
    example: { data: [examplePubkey] },
  }),
  'pubkeys.create': dataCall({
    method: 'POST',
    path: '/v1/pubkey/userSelfCreate',
    tag,
    summary: 'Create a key pair',
    description:
      'ed25519 unless algorithm is rsa (4096 bits). The private half waits to be downloaded once. ' +
      'Answers the id of its owner, which the download is asked for by.',
    access: 'operate',
    errors: ['E10010', 'E52000', 'E52001'],
    fieldCodes: pubkeyFieldCodes,
    body: createPubkeyInput,
    data: z.string(),
    example: { body: { name: 'pubkey2', user_id }, data: user_id },
  }),
  'pubkeys.download': fileCall({
    method: 'GET',
    path: '/v1/pubkey/downLoadKey/{user_id}',
    tag,
    summary: 'Download the private half of the pair created last, once',
    description: 'It is gone here afterwards. You can download your own only.',
    access: 'operate',
    errors: ['E52004'],
    params: z.object({ user_id: objectId.describe('The id of the pair’s owner.') }),
    produces: 'application/octet-stream',
    file: z.object({ name: z.string(), text: z.string() }),
  }),
  'pubkeys.get': dataCall({
    method: 'GET',
    path: '/v1/pubkey/{id}',
    tag,
    summary: 'One public key',
    access: 'read',
    errors: ['E52003'],
    params,
    data: pubkey,
    example: { data: examplePubkey },
  }),
  'pubkeys.delete': dataCall({
    method: 'DELETE',
    path: '/v1/pubkey/{id}',
    tag,
    summary: 'Delete a public key',
    access: 'operate',
    errors: ['E52003', 'E52007'],
    params,
  }),
};
