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
  update_registries: 'cluster',
  add_hosts: 'host',
  delete_hosts: 'host',
  create_provider: 'provider',
  update_provider: 'provider',
  delete_provider: 'provider',
  save_pubkey: 'pubkey',
  create_pubkey: 'pubkey',
  download_pubkey: 'pubkey',
  delete_pubkey: 'pubkey',
  create_registry: 'registry',
  update_registry: 'registry',
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
    _id: objectId,
    clusterName: z.string(),
    clusterId: z.string(),
    operateType: z.string(),
    queryType: z.string(),
    userName: z.string(),
    user_id: z.string(),
    tenant_id: z.string(),
    status: z.enum(logStatuses),
    comments: z.string(),
    time_create: timestamp,
    time_update: timestamp,
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.infer<typeof logEntry>;

/** A user_id that is no id filters nothing, as in the 2017 system. */
export const logListQuery = listQuery.extend({
  cluster_id: z.union([z.literal(''), objectId]).optional(),
  user_name: z.string().max(255).optional(),
  queryType: z.string().max(64).optional(),
  user_id: z.string().max(64).optional(),
});
export type LogListQuery = z.infer<typeof logListQuery>;
