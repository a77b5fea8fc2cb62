import { z } from 'zod';
import { dataCall, listCall, startCall } from '../call.ts';
import { cluster, clusterListQuery, createClusterInput } from '../cluster.ts';
import { flag, objectId } from '../common.ts';
import { componentsInfo } from '../components.ts';
import { fieldError, type ErrorCode } from '../errors.ts';
import {
  addHostsInput,
  hostListItem,
  hostListQuery,
  removeHostsInput,
  replaceHostInput,
} from '../host.ts';
import { plan } from '../operation.ts';
import {
  exampleAddHostsBody,
  exampleCluster,
  exampleClusterBody,
  exampleComponents,
  exampleHostListItem,
} from './examples.ts';
import { hostParams, idOf, waitQuery } from './params.ts';

const tag = 'Clusters';
const params = idOf('the cluster');

/** A cluster, the operation that works on it, and what of the request had no effect. */
const startedCluster = z.object({
  cluster,
  operationId: objectId,
  warnings: z.array(fieldError).readonly().optional(),
});
/** The operation, where there is anything to do. */
const started = z.object({ operationId: objectId.nullable() });

const createErrors: readonly ErrorCode[] = [
  'E50003',
  'E50010',
  'E50011',
  'E50012',
  'E50013',
  'E50019',
  'E51000',
  'E52003',
  'E57004',
  'HOST_LOGIN_MISSING',
];
const addErrors: readonly ErrorCode[] = [
  'E50004',
  'E50010',
  'E50012',
  'E50016',
  'E50019',
  'E50106',
  'E52003',
  'HOST_LOGIN_MISSING',
];
const changeErrors: readonly ErrorCode[] = [
  'E50004',
  'E50016',
  'E50106',
  'HOST_UNREACHABLE',
  'HOST_PORT_REFUSED',
  'HOST_LOGIN_REFUSED',
  'HOST_KEY_CHANGED',
  'HOST_CONNECTION_LOST',
  'HOST_SUDO_REFUSED',
  'COMMAND_FAILED',
  'DOCKER_REFUSED',
];

/** Adds keys or registries to a cluster that runs, or takes them off its hosts. */
function change(method: 'POST' | 'DELETE', what: 'pubkey' | 'registry', summary: string) {
  return dataCall({
    method,
    path: `/v1/cluster/{id}/${what}`,
    tag,
    summary,
    description: `${summary}. Answers when the hosts have it; no container is restarted.`,
    access: 'operate',
    errors: [...changeErrors, what === 'pubkey' ? 'E52003' : 'E57004'],
    slow: true,
    params,
    body: z.object({
      ids: z.array(objectId).min(1).max(100).describe('The ids of the records, 1 to 100.'),
    }),
    example: { body: { ids: ['59c21faf284ae3000bf663f4'] } },
  });
}

/** Clusters, their hosts, and their keys and registries. */
export const clusterCalls = {
  'clusters.create': startCall({
    method: 'POST',
    path: '/v1/cluster',
    tag,
    summary: 'Create a cluster',
    description:
      'Answers at once with an INSTALLING cluster; X-Operation-Id names the operation to follow.',
    access: 'operate',
    errors: createErrors,
    query: waitQuery,
    body: createClusterInput,
    started: startedCluster,
    example: { body: exampleClusterBody, data: { ...exampleCluster, status: 'INSTALLING' } },
  }),
  'clusters.plan': dataCall({
    method: 'POST',
    path: '/v1/cluster/plan',
    tag,
    summary: 'Check a new cluster without changing anything',
    description: 'Logs in to every host and answers what creating would change on each.',
    access: 'operate',
    errors: createErrors,
    slow: true,
    body: createClusterInput,
    data: plan,
    example: { body: exampleClusterBody },
  }),
  'clusters.list': listCall({
    method: 'GET',
    path: '/v1/cluster',
    tag,
    summary: 'List clusters',
    access: 'read',
    query: clusterListQuery,
    item: cluster,
    example: { data: [exampleCluster] },
  }),
  'clusters.checkName': dataCall({
    method: 'GET',
    path: '/v1/cluster/validate',
    tag,
    summary: 'Check whether a cluster name is free',
    access: 'read',
    errors: ['E50003', 'E50011', 'E50013'],
    query: z.object({
      userid: z
        .union([z.literal(''), objectId])
        .optional()
        .describe('Whose clusters are asked about; absent: those of the token.'),
      clustername: z.string().max(255).default('').describe('The name.'),
    }),
  }),
  'clusters.get': dataCall({
    method: 'GET',
    path: '/v1/cluster/{id}',
    tag,
    summary: 'One cluster',
    access: 'read',
    errors: ['E50004'],
    params,
    data: cluster,
    example: { data: exampleCluster },
  }),
  'clusters.delete': startCall({
    method: 'DELETE',
    path: '/v1/cluster/{id}',
    tag,
    summary: 'Delete a cluster',
    description:
      'Takes off the hosts what was put on them. X-Operation-Id names the operation. With ' +
      'write_off=true hosts that do not answer are given up instead of failing it.',
    access: 'operate',
    errors: ['E50004', 'E50016'],
    params,
    query: waitQuery.extend({
      write_off: flag('Give up hosts that do not answer instead of failing the operation.'),
    }),
    started,
    example: { data: [] },
  }),
  'clusters.addHosts': startCall({
    method: 'POST',
    path: '/v1/cluster/{id}/hosts',
    tag,
    summary: 'Add hosts to a cluster',
    description: 'Answers the cluster as it was before. X-Operation-Id names the operation.',
    access: 'operate',
    errors: addErrors,
    params,
    query: waitQuery,
    body: addHostsInput,
    started: startedCluster,
    example: { body: exampleAddHostsBody, data: exampleCluster },
  }),
  'clusters.planHosts': dataCall({
    method: 'POST',
    path: '/v1/cluster/{id}/hosts/plan',
    tag,
    summary: 'Check hosts to be added without changing anything',
    description: 'Logs in to every host and answers what adding would change on each.',
    access: 'operate',
    errors: addErrors,
    slow: true,
    params,
    body: addHostsInput,
    data: plan,
    example: { body: exampleAddHostsBody },
  }),
  'clusters.removeHosts': startCall({
    method: 'DELETE',
    path: '/v1/cluster/{id}/hosts',
    tag,
    summary: 'Remove hosts from a cluster',
    description: 'Drains them first. X-Operation-Id names the operation.',
    access: 'operate',
    errors: ['E50004', 'E50016', 'E50018', 'E50105'],
    params,
    query: waitQuery,
    body: removeHostsInput,
    started,
    example: { body: { host_ids: ['59bb5373284ae3000bf663ef'] }, data: [] },
  }),
  'clusters.replaceHost': startCall({
    method: 'POST',
    path: '/v1/cluster/{id}/hosts/{host_id}/replace',
    tag,
    summary: 'Replace a host that is lost',
    description:
      'A machine joins in the role of the host, then the host is taken out of the cluster. It need ' +
      'not answer; a master is replaced while more than half of the masters run without it. ' +
      'X-Operation-Id names the operation.',
    access: 'operate',
    errors: [...addErrors, 'E50103', 'E50108'],
    params: hostParams,
    query: waitQuery,
    body: replaceHostInput,
    started,
    example: {
      body: { node: { ip: '192.168.10.220', sshUser: 'root', password: 'password-new' } },
      data: [],
    },
  }),
  'clusters.listHosts': listCall({
    method: 'GET',
    path: '/v1/cluster/{id}/hosts',
    tag: 'Hosts',
    summary: 'List the hosts of a cluster',
    access: 'read',
    errors: ['E50004'],
    params,
    query: hostListQuery,
    item: hostListItem,
    example: { data: [exampleHostListItem] },
  }),
  'clusters.components': dataCall({
    method: 'GET',
    path: '/v1/cluster/{id}/components',
    tag,
    summary: "The health of a cluster's components",
    description: 'Looked at on the hosts at each call.',
    access: 'read',
    errors: ['E50004', 'E50020'],
    slow: true,
    params,
    data: componentsInfo,
    example: { data: exampleComponents },
  }),
  'clusters.addPubkeys': change('POST', 'pubkey', 'Add public keys to a cluster'),
  'clusters.removePubkeys': change('DELETE', 'pubkey', 'Remove public keys from a cluster'),
  'clusters.addRegistries': change('POST', 'registry', 'Add registries to a cluster'),
  'clusters.removeRegistries': change('DELETE', 'registry', 'Remove registries from a cluster'),
};
