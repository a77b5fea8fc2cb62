import { z } from 'zod';
import { componentsInfo, stack } from '../../../shared/contract/components.ts';
import { logEntry, logListQuery } from '../../../shared/contract/log.ts';
import { stacks } from '../../services/components.ts';
import { call, idParams, listCall, type Call } from '../call.ts';
import type { ApiServices } from '../services.ts';
import { exampleCluster } from './examples.ts';

const { _id: clusterId, name: clusterName, owner: userName, user_id, tenant_id } = exampleCluster;

const exampleComponents = {
  userName,
  clusterName,
  clusterId,
  componentStatus: [
    { componentName: 'docker', imageName: 'docker', ip: '192.168.10.212', status: 'Healthy' },
  ],
};

const exampleLog = {
  _id: '598bd536f5528800083d58b4',
  clusterName,
  clusterId,
  operateType: 'create_cluster',
  queryType: 'cluster',
  userName,
  user_id,
  tenant_id,
  status: 'success',
  comments: '',
  time_create: '2026-08-10T03:38:30Z',
  time_update: '2026-08-10T03:41:02Z',
};

/** What is only read: components, stacks, the log. */
export function recordCalls({ components, logs }: ApiServices): Call[] {
  return [
    call({
      method: 'GET',
      path: '/v1/cluster/{id}/components',
      tag: 'Clusters',
      summary: "The health of a cluster's components",
      description: 'Looked at on the hosts at each call.',
      access: 'read',
      errors: ['E50004', 'E50020'],
      params: idParams,
      data: componentsInfo,
      example: { data: exampleComponents },
      handle: ({ actor, params }) => components.list(actor, params.id),
    }),
    call({
      method: 'GET',
      path: '/v1/stacks',
      tag: 'Clusters',
      summary: 'The stacks that a cluster can have',
      access: 'read',
      data: z.array(stack),
      example: { data: stacks },
      handle: () => [...stacks],
    }),
    listCall({
      method: 'GET',
      path: '/v1/logs',
      tag: 'Logs',
      summary: 'List what was done by whom',
      description: 'Long operations have one entry, which goes from start to success or fail.',
      access: 'read',
      query: logListQuery,
      item: logEntry,
      example: { data: [exampleLog] },
      handle: ({ actor, query }) => logs.list(actor, query),
    }),
  ];
}
