import { z } from 'zod';

export const changedResources = [
  'cluster',
  'host',
  'operation',
  'pubkey',
  'registry',
  'provider',
  'smtp',
  'log',
] as const;

/** What has changed in the store: the record is to be read again. */
export const changeEvent = z
  .object({
    resource: z.enum(changedResources).describe('The kind of record.'),
    id: z.string().describe('Its id.'),
    clusterId: z.string().optional().describe('The cluster that it belongs to.'),
  })
  .meta({ id: 'ChangeEvent' });
export type ChangeEvent = z.infer<typeof changeEvent>;

export const changeQuery = z.object({
  resource: z
    .enum([...changedResources, ''])
    .optional()
    .describe('Only changes of records of this kind.'),
  cluster_id: z
    .string()
    .max(64)
    .optional()
    .describe('Only changes of this cluster and what is in it.'),
});
export type ChangeQuery = z.infer<typeof changeQuery>;
