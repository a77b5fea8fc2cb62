import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { nodeList } from './node.ts';
import { registry, registryInput } from './registry.ts';

export const clusterStatuses = [
  'INSTALLING',
  'RUNNING',
  'FAILED',
  'MODIFYING',
  'TERMINATING',
  'TERMINATED',
] as const;
export type ClusterStatus = (typeof clusterStatuses)[number];

/** What the operator can do to a cluster; the names are those of the calls. */
export const clusterActions = [
  'addHosts',
  'removeHosts',
  'replaceHost',
  'addPubkeys',
  'removePubkeys',
  'addRegistries',
  'removeRegistries',
  'delete',
] as const;
export type ClusterAction = (typeof clusterActions)[number];

export const clusterTypes = ['customized', 'amazonec2', 'google', 'openstack'] as const;
export const createCategories = ['compact', 'ha'] as const;
export const stackNames = ['dcos', 'swarm'] as const;
export const hostKeyPolicies = ['pin', 'accept-new'] as const;
export type HostKeyPolicy = (typeof hostKeyPolicies)[number];

export const engineOption = z.object({
  optkey: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a dockerd option, such as log-driver')
    .describe('The name of a dockerd option without hyphens in front, such as log-driver.'),
  optvalue: z.string().max(1024).default('').describe('Its value.'),
});
export type EngineOption = z.infer<typeof engineOption>;

const nodeCount = z.int().min(0).max(1000).optional();

export const createClusterInput = z
  .object({
    // absent, it is refused with its own code, together with whatever else is wrong
    name: z.string().default('').meta({
      description:
        '1 to 32 letters, digits and hyphens; no other unterminated cluster of the user has it.',
      isRequired: true,
    }),
    owner: z
      .string()
      .max(255)
      .optional()
      .describe('Ignored: the owner is the user. Read for scripts of 2017.'),
    masterCount: nodeCount.describe('How many masterNodes there are; absent: not compared.'),
    sharedCount: nodeCount.describe('How many sharedNodes there are; absent: not compared.'),
    pureslaveCount: nodeCount.describe('How many pureslaveNodes there are; absent: not compared.'),
    user_id: objectId
      .optional()
      .describe('Whose the cluster is to be; absent: the user of the token.'),
    masterNodes: nodeList(5).describe(
      'The machines that manage the cluster: 1 for compact, 3 or 5 for ha. null is an empty list.',
    ),
    sharedNodes: nodeList(1000).describe(
      'Machines that also take traffic from outside, at least 1. null is an empty list.',
    ),
    pureslaveNodes: nodeList(1000).describe(
      'Machines that only carry what runs in the cluster. null is an empty list.',
    ),
    type: z.enum(clusterTypes).default('customized').describe('customized: machines of your own.'),
    createCategory: z
      .enum(createCategories)
      .default('compact')
      .describe('compact: 1 master and 2 nodes or more. ha: 3 or 5 masters and 5 nodes or more.'),
    stack: z
      .enum(stackNames)
      .optional()
      .describe('What the cluster consists of; absent: swarm. GET /v1/stacks lists what there is.'),
    hostKeyPolicy: z
      .enum(hostKeyPolicies)
      .default('accept-new')
      .describe(
        'accept-new: a host key that is seen first is remembered. pin: every node must name its own.',
      ),
    dockerRegistries: z
      .array(registryInput)
      .max(50)
      .nullish()
      .describe('Registries that the hosts can pull from.'),
    pubkeyId: z
      .array(objectId)
      .max(100)
      .nullish()
      .describe('The ids of public keys that are put on the hosts.'),
    providerId: z
      .union([z.literal(''), objectId])
      .optional()
      .describe('The id of a cloud account; for types other than customized.'),
    details: z.string().max(4096).optional().describe('A note of yours.'),
    nodeAttribute: z
      .string()
      .max(1024)
      .regex(
        /^([A-Za-z0-9_.-]+:[A-Za-z0-9_./-]*(;[A-Za-z0-9_.-]+:[A-Za-z0-9_./-]*)*;?)?$/,
        'must look like rack:abc;zone:bj',
      )
      .optional()
      .describe('Labels for the nodes: rack:abc;zone:bj.'),
    engineOpts: z
      .array(engineOption)
      .max(50)
      .nullish()
      .describe('Options for the Docker daemon of each host.'),
    takeOver: z
      .boolean()
      .optional()
      .describe('Take hosts over from a controller or cluster that is gone for good.'),
  })
  .meta({ id: 'CreateClusterInput' });
export type CreateClusterInput = z.infer<typeof createClusterInput>;
export type CreateClusterRaw = z.input<typeof createClusterInput>;

export const cluster = z
  .object({
    _id: objectId.describe('The id of the cluster.'),
    name: z.string().describe('Its name.'),
    owner: z.string().describe('The name of its user.'),
    endPoint: z.string().describe('The address of its first master, once it runs.'),
    instances: z.int().describe('How many hosts were asked for, then how many run.'),
    pubkeyId: z.array(z.string()).nullable().describe('The ids of the public keys on its hosts.'),
    providerId: z.string().describe('The id of its cloud account, or empty.'),
    details: z.string().describe('A note.'),
    status: z.enum(clusterStatuses).describe('What state it is in.'),
    type: z.enum(clusterTypes).describe('Where its machines come from.'),
    createCategory: z.enum(createCategories).describe('compact: one master. ha: 3 or 5.'),
    stack: z.enum(stackNames).describe('What it consists of.'),
    user_id: z.string().describe('The id of the user that it belongs to.'),
    tenant_id: z.string().describe('The id of its tenant.'),
    time_create: timestamp.describe('When it was made.'),
    time_update: timestamp.describe('When it was changed last.'),
    dockerRegistries: z
      .array(registry)
      .describe('The registries of its hosts, as they were when they were added.'),
    setProjectvalue: z
      .object({ cmi: z.boolean().describe('A switch of the 2017 system.') })
      .describe('A switch of the 2017 system.'),
    actions: z
      .array(z.enum(clusterActions))
      .describe('What can be done to it now; the calls refuse everything else.'),
  })
  .meta({ id: 'Cluster' });
export type Cluster = z.infer<typeof cluster>;

export const clusterListQuery = listQuery.extend({
  name: z.string().optional().describe('Only clusters of this name.'),
  user_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only clusters of the user with this id.'),
  username: z.string().optional().describe('Only clusters of the user with this name.'),
  status: z
    .enum([...clusterStatuses, 'unterminated', ''])
    .optional()
    .describe('Only clusters in this status; unterminated: in any but TERMINATED.'),
});
export type ClusterListQuery = z.infer<typeof clusterListQuery>;
