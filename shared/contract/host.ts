import { z } from 'zod';
import { clusterTypes } from './cluster.ts';
import { listQuery, objectId, timestamp } from './common.ts';
import { nodeInput } from './node.ts';

export const hostStatuses = [
  'INSTALLING',
  'RUNNING',
  'FAILED',
  'TERMINATING',
  'TERMINATED',
  'OFFLINE',
] as const;
export type HostStatus = (typeof hostStatuses)[number];

/** What a host is for; pure: it carries what runs in the cluster and takes no traffic from outside. */
export const hostRoles = ['master', 'shared', 'pure'] as const;
export type HostRole = (typeof hostRoles)[number];

/** The role that the flags of a host come to; a master stays one whatever else it does. */
export function hostRole({
  isMaster,
  isShared,
}: {
  isMaster: boolean;
  isShared: boolean;
}): HostRole {
  if (isMaster) return 'master';
  return isShared ? 'shared' : 'pure';
}

const common = {
  hostName: z.string(),
  clusterId: objectId,
  clusterName: z.string(),
  status: z.enum(hostStatuses),
  ip: z.string(),
  privateIp: z.string(),
  isMasterNode: z.boolean(),
  isSlaveNode: z.boolean(),
  isSharedNode: z.boolean(),
  isFullfilled: z.boolean(),
  isClientNode: z.boolean(),
  user_id: z.string(),
  tenant_id: z.string(),
  type: z.enum(clusterTypes),
  time_create: timestamp,
  time_update: timestamp,
};

/** A host in the list of a cluster's hosts. cpu, memory (MiB) and gpu are `used/total` or "". */
export const hostListItem = z
  .object({
    hostId: objectId,
    ...common,
    task: z.number(),
    cpu: z.string(),
    memory: z.string(),
    gpu: z.string(),
    tag: z.array(z.string()).nullable(),
    pubkeyName: z.string(),
  })
  .meta({ id: 'HostListItem' });
export type HostListItem = z.infer<typeof hostListItem>;

/** A host as the call for one of them answers it. */
export const host = z
  .object({
    _id: objectId,
    ...common,
    isMonitorServer: z.boolean(),
    sshUser: z.string(),
  })
  .meta({ id: 'Host' });
export type Host = z.infer<typeof host>;

export const hostListQuery = listQuery.extend({
  status: z.enum([...hostStatuses, 'unterminated', 'runandoffline', 'sharedserver', '']).optional(),
  tag: z.string().max(200).optional(),
});
export type HostListQuery = z.infer<typeof hostListQuery>;

export const addHostsInput = z
  .object({
    clusterId: z.string().optional(),
    sharedCount: z.int().min(0).max(1000).optional(),
    pureslaveCount: z.int().min(0).max(1000).optional(),
    addMode: z.enum(['reuse', 'new']).default('reuse'),
    sharedNodes: z.array(nodeInput).max(1000).default([]),
    pureslaveNodes: z.array(nodeInput).max(1000).default([]),
    dockerRegistries: z.array(z.unknown()).nullish(),
    nodeAttribute: z.string().max(1024).optional(),
    engineOpts: z.array(z.unknown()).nullish(),
    /** take hosts over from a controller or cluster that is gone for good */
    takeOver: z.boolean().optional(),
  })
  .meta({ id: 'AddHostsInput' });
export type AddHostsInput = z.infer<typeof addHostsInput>;
export type AddHostsRaw = z.input<typeof addHostsInput>;

export const removeHostsInput = z.object({
  host_ids: z.array(objectId).min(1, 'Empty array of host id').max(1000),
});
export type RemoveHostsInput = z.infer<typeof removeHostsInput>;
