import { z } from 'zod';
import { dataCall, listCall } from '../call.ts';
import { objectId } from '../common.ts';
import { allHostsQuery, host, hostListItem } from '../host.ts';
import { jumpInput } from '../node.ts';
import { exampleHost, exampleHostListItem } from './examples.ts';

const tag = 'Hosts';

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
    params: z.object({
      id: objectId.describe('The id of the cluster.'),
      host_id: objectId.describe('The id of the host.'),
    }),
    data: host,
    example: { data: exampleHost },
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
