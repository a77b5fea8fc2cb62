import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { nodeInput } from './node.ts';
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
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be the name of a dockerd option, such as log-driver'),
  optvalue: z.string().max(1024).default(''),
});
export type EngineOption = z.infer<typeof engineOption>;

const nodeCount = z.int().min(0).max(1000).optional();

export const createClusterInput = z
  .object({
    name: z.string(),
    owner: z.string().max(255).optional(),
    masterCount: nodeCount,
    sharedCount: nodeCount,
    pureslaveCount: nodeCount,
    user_id: objectId.optional(),
    masterNodes: z.array(nodeInput).max(5).default([]),
    sharedNodes: z.array(nodeInput).max(1000).default([]),
    pureslaveNodes: z.array(nodeInput).max(1000).default([]),
    type: z.enum(clusterTypes).default('customized'),
    createCategory: z.enum(createCategories).default('compact'),
    stack: z.enum(stackNames).optional(),
    hostKeyPolicy: z.enum(hostKeyPolicies).default('accept-new'),
    dockerRegistries: z.array(registryInput).max(50).nullish(),
    pubkeyId: z.array(objectId).max(100).nullish(),
    providerId: z.union([z.literal(''), objectId]).optional(),
    details: z.string().max(4096).optional(),
    nodeAttribute: z
      .string()
      .max(1024)
      .regex(
        /^([A-Za-z0-9_.-]+:[A-Za-z0-9_./-]*(;[A-Za-z0-9_.-]+:[A-Za-z0-9_./-]*)*;?)?$/,
        'must look like rack:abc;zone:bj',
      )
      .optional(),
    engineOpts: z.array(engineOption).max(50).nullish(),
    /** take hosts over from a controller or cluster that is gone for good */
    takeOver: z.boolean().optional(),
  })
  .meta({ id: 'CreateClusterInput' });
export type CreateClusterInput = z.infer<typeof createClusterInput>;
export type CreateClusterRaw = z.input<typeof createClusterInput>;

export const cluster = z
  .object({
    _id: objectId,
    name: z.string(),
    owner: z.string(),
    endPoint: z.string(),
    instances: z.int(),
    pubkeyId: z.array(z.string()).nullable(),
    providerId: z.string(),
    details: z.string(),
    status: z.enum(clusterStatuses),
    type: z.enum(clusterTypes),
    createCategory: z.enum(createCategories),
    stack: z.enum(stackNames),
    user_id: z.string(),
    tenant_id: z.string(),
    time_create: timestamp,
    time_update: timestamp,
    dockerRegistries: z.array(registry),
    setProjectvalue: z.object({ cmi: z.boolean() }),
    /** what can be done to it now; the calls refuse everything else */
    actions: z.array(z.enum(clusterActions)),
  })
  .meta({ id: 'Cluster' });
export type Cluster = z.infer<typeof cluster>;

export const clusterListQuery = listQuery.extend({
  name: z.string().optional(),
  user_id: z.union([z.literal(''), objectId]).optional(),
  username: z.string().optional(),
  status: z.enum([...clusterStatuses, 'unterminated', '']).optional(),
});
export type ClusterListQuery = z.infer<typeof clusterListQuery>;
