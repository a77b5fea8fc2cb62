import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';

export const logStatuses = ['start', 'success', 'fail'] as const;
export type LogStatus = (typeof logStatuses)[number];

/** What was done, in the 2017 system's way of naming, and to what kind of thing. */
export const operateTypes = {
  create_cluster: 'cluster',
  delete_cluster: 'cluster',
  add_pubkeys: 'cluster',
  delete_pubkeys: 'cluster',
  add_registries: 'cluster',
  delete_registries: 'cluster',
  add_hosts: 'host',
  delete_hosts: 'host',
  replace_host: 'host',
  update_host_login: 'host',
  trust_host_key: 'host',
  create_provider: 'provider',
  update_provider: 'provider',
  delete_provider: 'provider',
  save_pubkey: 'pubkey',
  create_pubkey: 'pubkey',
  download_pubkey: 'pubkey',
  delete_pubkey: 'pubkey',
  create_registry: 'registry',
  delete_registry: 'registry',
  create_smtp: 'smtp',
  update_smtp: 'smtp',
  delete_smtp: 'smtp',
  change_password: 'user',
  create_token: 'token',
  delete_token: 'token',
  update_settings: 'settings',
} as const;
export type OperateType = keyof typeof operateTypes;

export const logEntry = z
  .object({
    _id: objectId.describe('The id of the entry.'),
    clusterName: z.string().describe('The name of the cluster, or empty.'),
    clusterId: z.string().describe('The id of the cluster, or empty.'),
    operateType: z.string().describe('What was done, such as create_cluster.'),
    queryType: z.string().describe('What kind of thing it was done to.'),
    userName: z.string().describe('Who did it.'),
    user_id: z.string().describe('The id of who did it.'),
    tenant_id: z.string().describe('The id of its tenant.'),
    status: z.enum(logStatuses).describe('start while it goes on, then success or fail.'),
    comments: z.string().describe('What it was done to, or why it failed.'),
    time_create: timestamp.describe('When it began.'),
    time_update: timestamp.describe('When it was changed last.'),
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.infer<typeof logEntry>;

/** A user_id that is no id filters nothing, as in the 2017 system. */
export const logListQuery = listQuery.extend({
  cluster_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only entries of this cluster.'),
  user_name: z.string().max(255).optional().describe('Only what this user did.'),
  queryType: z.string().max(64).optional().describe('Only what was done to this kind of thing.'),
  user_id: z.string().max(64).optional().describe('Only what the user with this id did.'),
});
export type LogListQuery = z.infer<typeof logListQuery>;
