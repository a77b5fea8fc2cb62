import { z } from 'zod';
import { clusterTypes } from './cluster.ts';
import { listQuery, objectId, timestamp } from './common.ts';
import { nodeInput, nodeList } from './node.ts';

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
  hostName: z.string().describe('The name that the machine gives itself.'),
  clusterId: objectId.describe('The id of its cluster.'),
  clusterName: z.string().describe('The name of its cluster.'),
  status: z.enum(hostStatuses).describe('What state it is in.'),
  ip: z.string().describe('The address that it is reached at.'),
  privateIp: z.string().describe('The address that the other hosts of the cluster use.'),
  isMasterNode: z.boolean().describe('It manages the cluster.'),
  isSlaveNode: z.boolean().describe('It carries what runs in the cluster.'),
  isSharedNode: z.boolean().describe('It takes traffic from outside.'),
  isFullfilled: z.boolean().describe('It has become what was asked for.'),
  isClientNode: z.boolean().describe('A role of the 2017 system.'),
  user_id: z.string().describe('The id of the user that it belongs to.'),
  tenant_id: z.string().describe('The id of its tenant.'),
  type: z.enum(clusterTypes).describe('Where it comes from.'),
  time_create: timestamp.describe('When it was made.'),
  time_update: timestamp.describe('When it was changed last.'),
};

/** A host in the list of a cluster's hosts. cpu, memory (MiB) and gpu are `used/total` or "". */
export const hostListItem = z
  .object({
    hostId: objectId.describe('The id of the host.'),
    ...common,
    task: z.number().describe('How many tasks run on it.'),
    cpu: z.string().describe('Processors, used/total, or empty while nobody has looked.'),
    memory: z.string().describe('MiB, used/total, or empty while nobody has looked.'),
    gpu: z.string().describe('Graphics processors, used/total, or empty while nobody has looked.'),
    tag: z.array(z.string()).nullable().describe('Its labels; null on masters.'),
    pubkeyName: z.string().describe("The name of its cluster's first public key, or empty."),
  })
  .meta({ id: 'HostListItem' });
export type HostListItem = z.infer<typeof hostListItem>;

/** A host as the call for one of them answers it. */
export const host = z
  .object({
    _id: objectId.describe('The id of the host.'),
    ...common,
    isMonitorServer: z.boolean().describe('A role of the 2017 system.'),
    sshUser: z.string().describe('Who logs in over SSH.'),
  })
  .meta({ id: 'Host' });
export type Host = z.infer<typeof host>;

export const hostListQuery = listQuery.extend({
  status: z
    .enum([...hostStatuses, 'unterminated', 'runandoffline', 'sharedserver', ''])
    .optional()
    .describe(
      'Only hosts in this status. unterminated: in any but TERMINATED. runandoffline: RUNNING or OFFLINE. sharedserver: those that take traffic from outside.',
    ),
  tag: z.string().max(200).optional().describe('Only hosts with this label, such as lb=enable.'),
});
export type HostListQuery = z.infer<typeof hostListQuery>;

/** Of the hosts of all clusters. */
export const allHostsQuery = hostListQuery.extend({
  cluster_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only hosts of the cluster with this id.'),
  role: z
    .enum([...hostRoles, ''])
    .optional()
    .describe(
      'Only hosts of this role. shared: no master, takes traffic from outside. pure: neither.',
    ),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Only hosts with this text in their name, addresses or the name of their cluster.'),
});
export type AllHostsQuery = z.infer<typeof allHostsQuery>;

export const addHostsInput = z
  .object({
    clusterId: z
      .string()
      .optional()
      .describe('The id of the cluster once more; another one than in the path is refused.'),
    sharedCount: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe('How many sharedNodes there are; absent: not compared.'),
    pureslaveCount: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe('How many pureslaveNodes there are; absent: not compared.'),
    addMode: z.enum(['reuse', 'new']).default('reuse').describe('reuse: machines of your own.'),
    sharedNodes: nodeList(1000).describe(
      'Machines that also take traffic from outside. null is an empty list.',
    ),
    pureslaveNodes: nodeList(1000).describe(
      'Machines that only carry what runs in the cluster. null is an empty list.',
    ),
    dockerRegistries: z
      .array(z.unknown())
      .nullish()
      .describe('Not for this call: hosts get the registries of their cluster.'),
    nodeAttribute: z.string().max(1024).optional().describe('Not for this call.'),
    engineOpts: z.array(z.unknown()).nullish().describe('Not for this call.'),
    takeOver: z
      .boolean()
      .optional()
      .describe('Take hosts over from a controller or cluster that is gone for good.'),
  })
  .meta({ id: 'AddHostsInput' });
export type AddHostsInput = z.infer<typeof addHostsInput>;
export type AddHostsRaw = z.input<typeof addHostsInput>;

/** A machine that takes the place of a host. */
export const replaceHostInput = z.object({
  node: nodeInput.describe('The machine that comes. It gets the role and the tags of the host.'),
  takeOver: z
    .boolean()
    .optional()
    .describe('Whether a machine that belongs to another cluster is taken over.'),
});
export type ReplaceHostInput = z.infer<typeof replaceHostInput>;

export const removeHostsInput = z.object({
  host_ids: z
    .array(objectId)
    .min(1, 'Empty array of host id')
    .max(1000)
    .describe('The ids of the hosts, 1 to 1000.'),
});
export type RemoveHostsInput = z.infer<typeof removeHostsInput>;
