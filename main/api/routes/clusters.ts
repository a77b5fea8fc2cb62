import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { cluster, clusterListQuery, createClusterInput } from '../../../shared/contract/cluster.ts';
import { objectId } from '../../../shared/contract/common.ts';
import { plan } from '../../../shared/contract/operation.ts';
import type { ErrorCode } from '../../../shared/contract/errors.ts';
import { call, goneSignal, idParams, listCall, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { exampleCluster, exampleClusterBody } from './examples.ts';

const validateQuery = z.object({
  userid: z.union([z.literal(''), objectId]).optional(),
  clustername: z.string().max(255).default(''),
});
const idsInput = z.object({ ids: z.array(objectId).min(1).max(100) });

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

/** The operation that a call started, for who wants to follow it. */
export function nameOperation(reply: FastifyReply, operationId: string | null): void {
  if (operationId !== null) void reply.header('x-operation-id', operationId);
}

/** Clusters, and the keys and registries of a cluster. */
export function clusterCalls({ clusters, clusterChanges }: ApiServices): Call[] {
  const tag = 'Clusters';
  const change = (
    method: 'POST' | 'DELETE',
    what: 'pubkey' | 'registry',
    summary: string,
    act: 'addPubkeys' | 'removePubkeys' | 'addRegistries' | 'removeRegistries',
  ) =>
    call({
      method,
      path: `/v1/cluster/{id}/${what}`,
      tag,
      summary,
      description: `${summary}. Answers when the hosts have it; no container is restarted.`,
      access: 'operate',
      errors: [...changeErrors, what === 'pubkey' ? 'E52003' : 'E57004'],
      params: idParams,
      body: idsInput,
      example: { body: { ids: ['59c21faf284ae3000bf663f4'] } },
      handle: ({ actor, params, body }) => clusterChanges[act](actor, params.id, body.ids),
    });

  return [
    call({
      method: 'POST',
      path: '/v1/cluster',
      tag,
      summary: 'Create a cluster',
      description:
        'Answers at once with an INSTALLING cluster; X-Operation-Id names the operation to follow.',
      access: 'operate',
      errors: createErrors,
      body: createClusterInput,
      data: cluster,
      example: { body: exampleClusterBody, data: { ...exampleCluster, status: 'INSTALLING' } },
      handle({ actor, body, reply }) {
        const { cluster: created, operationId } = clusters.create(actor, body);
        nameOperation(reply, operationId);
        return created;
      },
    }),
    call({
      method: 'POST',
      path: '/v1/cluster/plan',
      tag,
      summary: 'Check a new cluster without changing anything',
      description: 'Logs in to every host and answers what creating would change on each.',
      access: 'operate',
      errors: createErrors,
      body: createClusterInput,
      data: plan,
      example: { body: exampleClusterBody },
      handle: ({ actor, body, reply }) => clusters.plan(actor, body, goneSignal(reply)),
    }),
    listCall({
      method: 'GET',
      path: '/v1/cluster',
      tag,
      summary: 'List clusters',
      access: 'read',
      query: clusterListQuery,
      item: cluster,
      example: { data: [exampleCluster] },
      handle: ({ actor, query }) => clusters.list(actor, query),
    }),
    call({
      method: 'GET',
      path: '/v1/cluster/validate',
      tag,
      summary: 'Check whether a cluster name is free',
      access: 'read',
      errors: ['E50003', 'E50011', 'E50013'],
      query: validateQuery,
      handle({ actor, query }) {
        clusters.checkName(actor, query.clustername, query.userid || undefined);
      },
    }),
    call({
      method: 'GET',
      path: '/v1/cluster/{id}',
      tag,
      summary: 'One cluster',
      access: 'read',
      errors: ['E50004'],
      params: idParams,
      data: cluster,
      example: { data: exampleCluster },
      handle: ({ actor, params }) => clusters.get(actor, params.id),
    }),
    call({
      method: 'DELETE',
      path: '/v1/cluster/{id}',
      tag,
      summary: 'Delete a cluster',
      description:
        'Takes off the hosts what was put on them. X-Operation-Id names the operation. With ' +
        'write_off=true hosts that do not answer are given up instead of failing it.',
      access: 'operate',
      errors: ['E50004', 'E50016'],
      params: idParams,
      query: z.object({ write_off: z.enum(['true', 'false', '']).optional() }),
      data: z.array(z.unknown()),
      example: { data: [] },
      handle({ actor, params, query, reply }) {
        const writeOff = query.write_off === 'true';
        nameOperation(reply, clusters.remove(actor, params.id, writeOff).operationId);
        return [];
      },
    }),
    change('POST', 'pubkey', 'Add public keys to a cluster', 'addPubkeys'),
    change('DELETE', 'pubkey', 'Remove public keys from a cluster', 'removePubkeys'),
    change('POST', 'registry', 'Add registries to a cluster', 'addRegistries'),
    change('DELETE', 'registry', 'Remove registries from a cluster', 'removeRegistries'),
  ];
}
