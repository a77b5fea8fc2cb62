import { dataCall, listCall } from '../call.ts';
import {
  createTokenInput,
  issuedToken,
  setPasswordInput,
  token,
  tokenListQuery,
} from '../token.ts';
import { idOf } from './params.ts';

const tag = 'Tokens';

const exampleToken = {
  _id: '59c1d404403cba000a11635e',
  name: 'nightly script',
  scope: 'operate',
  user_id: '59bb4331403cba000a116359',
  time_create: '2026-09-20T02:35:48Z',
  time_expire: '2026-12-19T02:35:48Z',
  time_used: null,
};
const value = 'Zm9yIGV4YW1wbGUgb25seSwgbm90IGEgcmVhbCB0b2tlbg';

/** Access tokens, login by user name and password, and that password. */
export const tokenCalls = {
  'tokens.create': dataCall({
    method: 'POST',
    path: '/v1/token',
    tag,
    summary: 'Log in, or create a token',
    description:
      'With username and password: a login, whose token ends after 6 hours. Without them, by a ' +
      'caller with an admin token: a token for a script, which ends after 90 days unless ' +
      'expires_in (seconds; 0: never) says otherwise. `id` and `token` are its value, shown once.',
    access: 'optional',
    errors: ['E10050', 'E10051', 'E10052', 'E12004', 'E12007'],
    body: createTokenInput,
    data: issuedToken,
    answersSecret: true,
    example: {
      body: { name: 'nightly script', scope: 'operate' },
      data: { ...exampleToken, id: value, token: value },
    },
  }),
  'tokens.list': listCall({
    method: 'GET',
    path: '/v1/token',
    tag,
    summary: 'List your tokens, without their values',
    access: 'admin',
    query: tokenListQuery,
    item: token,
    example: { data: [exampleToken] },
  }),
  'tokens.delete': dataCall({
    method: 'DELETE',
    path: '/v1/token/{id}',
    tag,
    summary: 'Revoke a token',
    access: 'admin',
    errors: ['E10053'],
    params: idOf('the token'),
  }),
  'users.setPassword': dataCall({
    method: 'PUT',
    path: '/v1/user/password',
    tag,
    summary: 'Set your password for POST /v1/token',
    access: 'admin',
    body: setPasswordInput,
    example: { body: { password: 'correct horse battery staple' } },
  }),
};
