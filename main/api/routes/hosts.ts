import { z } from 'zod';
import { cluster } from '../../../shared/contract/cluster.ts';
import { objectId } from '../../../shared/contract/common.ts';
import {
  addHostsInput,
  host,
  hostListItem,
  hostListQuery,
  removeHostsInput,
} from '../../../shared/contract/host.ts';
import { plan } from '../../../shared/contract/operation.ts';
import type { ErrorCode } from '../../../shared/contract/errors.ts';
import { call, goneSignal, idParams, listCall, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { nameOperation } from './clusters.ts';
import {
  exampleCluster,
  exampleClusterBody,
  exampleHost,
  exampleHostListItem,
} from './examples.ts';

const addErrors: readonly ErrorCode[] = [
  'E50004',
  'E50010',
  'E50012',
  'E50016',
  'E50019',
  'E52003',
  'HOST_LOGIN_MISSING',
];
const addBody = {
  sharedCount: 0,
  pureslaveCount: 1,
  addMode: 'reuse',
  pureslaveNodes: exampleClusterBody.sharedNodes,
};

/** The hosts of a cluster. */
export function hostCalls({ clusterChanges, hosts }: ApiServices): Call[] {
  const tag = 'Hosts';
  return [
    call({
      method: 'POST',
      path: '/v1/cluster/{id}/hosts',
      tag,
      summary: 'Add hosts to a cluster',
      description: 'Answers the cluster as it was before. X-Operation-Id names the operation.',
      access: 'operate',
      errors: addErrors,
      params: idParams,
      body: addHostsInput,
      data: cluster,
      example: { body: addBody, data: exampleCluster },
      handle({ actor, params, body, reply }) {
        const { cluster: before, operationId } = clusterChanges.addHosts(actor, params.id, body);
        nameOperation(reply, operationId);
        return before;
      },
    }),
    call({
      method: 'POST',
      path: '/v1/cluster/{id}/hosts/plan',
      tag,
      summary: 'Check hosts to be added without changing anything',
      access: 'operate',
      errors: addErrors,
      params: idParams,
      body: addHostsInput,
      data: plan,
      example: { body: addBody },
      handle: ({ actor, params, body, reply }) =>
        clusterChanges.planHosts(actor, params.id, body, goneSignal(reply)),
    }),
    call({
      method: 'DELETE',
      path: '/v1/cluster/{id}/hosts',
      tag,
      summary: 'Remove hosts from a cluster',
      description: 'Drains them first. X-Operation-Id names the operation.',
      access: 'operate',
      errors: ['E50004', 'E50016', 'E50018', 'E50105'],
      params: idParams,
      body: removeHostsInput,
      data: z.array(z.unknown()),
      example: { body: { host_ids: ['59bb5373284ae3000bf663ef'] }, data: [] },
      handle({ actor, params, body, reply }) {
        nameOperation(reply, clusterChanges.removeHosts(actor, params.id, body).operationId);
        return [];
      },
    }),
    listCall({
      method: 'GET',
      path: '/v1/cluster/{id}/hosts',
      tag,
      summary: 'List the hosts of a cluster',
      access: 'read',
      errors: ['E50004'],
      params: idParams,
      query: hostListQuery,
      item: hostListItem,
      example: { data: [exampleHostListItem] },
      handle: ({ actor, params, query }) => hosts.list(actor, params.id, query),
    }),
    call({
      method: 'GET',
      path: '/v1/cluster/{id}/hosts/{host_id}',
      tag,
      summary: 'One host',
      access: 'read',
      errors: ['E50103'],
      params: z.object({ id: objectId, host_id: objectId }),
      data: host,
      example: { data: exampleHost },
      handle: ({ actor, params }) => hosts.get(actor, params.host_id, params.id),
    }),
  ];
}
