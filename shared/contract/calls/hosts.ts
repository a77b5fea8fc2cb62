import { z } from 'zod';
import { dataCall, listCall } from '../call.ts';
import { allHostsQuery, host, hostListItem } from '../host.ts';
import { hostKey, hostLoginInput, jumpInput } from '../node.ts';
import { exampleHost, exampleHostListItem } from './examples.ts';
import { hostParams } from './params.ts';

const tag = 'Hosts';
const params = hostParams;

export const hostCalls = {
  'hosts.list': listCall({
    method: 'GET',
    path: '/v1/hosts',
    tag,
    summary: 'List the hosts of all clusters',
    access: 'read',
    query: allHostsQuery,
    item: hostListItem,
    example: { data: [exampleHostListItem] },
  }),
  'hosts.get': dataCall({
    method: 'GET',
    path: '/v1/cluster/{id}/hosts/{host_id}',
    tag,
    summary: 'One host',
    access: 'read',
    errors: ['E50103'],
    params,
    data: host,
    example: { data: exampleHost },
  }),
  'hosts.setLogin': dataCall({
    method: 'PUT',
    path: '/v1/cluster/{id}/hosts/{host_id}/login',
    tag,
    summary: 'Change how a host is logged in to',
    description:
      'In the place of the whole login that is kept: user, port, key, passwords, jump host. Logs in ' +
      'nowhere: the next operation does. A port that changes takes its pinned host key along.',
    access: 'operate',
    errors: ['E50103', 'E52003', 'E52004', 'HOST_LOGIN_MISSING'],
    params,
    body: hostLoginInput,
    data: host,
    example: { body: { sshUser: 'root', password: 'password-new' }, data: exampleHost },
  }),
  'hosts.trust': dataCall({
    method: 'POST',
    path: '/v1/cluster/{id}/hosts/{host_id}/trust',
    tag,
    summary: 'Trust the new key of a host',
    description:
      'For a machine that was installed anew. Names the key that is pinned and the one that takes ' +
      'its place, as HOST_KEY_CHANGED tells them: compare the new one on the machine itself first.',
    access: 'operate',
    errors: ['E50103', 'E50107'],
    params,
    body: z.object({
      oldHostKey: hostKey.describe('The fingerprint that is pinned.'),
      newHostKey: hostKey.describe('The fingerprint that the host shows by now.'),
    }),
    data: host,
    example: {
      body: {
        oldHostKey: 'SHA256:Uq5Yq2bnOGVjT4wa8sZVwlZvF3PpDLyv3Iq3g5gLC0w',
        newHostKey: 'SHA256:l0s8mFZs2gv1W3Y0mE0bB5QWwLZ8bQf3Y1oQk6Jm0Zo',
      },
      data: exampleHost,
    },
  }),
  'hosts.scanKey': dataCall({
    method: 'POST',
    path: '/v1/hosts/scan',
    tag,
    summary: 'Read the key that sshd shows on an address',
    description: 'Logs in nowhere and stores nothing: for a look before the key is trusted.',
    access: 'operate',
    errors: ['HOST_UNREACHABLE', 'HOST_PORT_REFUSED', 'HOST_CONNECTION_LOST'],
    slow: true,
    body: jumpInput.pick({ ip: true, port: true }),
    data: z.object({
      hostKey: z.string().describe('The fingerprint, SHA256:… as ssh-keygen -lf prints it.'),
    }),
    example: {
      body: { ip: '192.168.10.212', port: 22 },
      data: { hostKey: 'SHA256:Uq5Yq2bnOGVjT4wa8sZVwlZvF3PpDLyv3Iq3g5gLC0w' },
    },
  }),
};
