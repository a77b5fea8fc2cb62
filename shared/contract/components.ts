import { z } from 'zod';
import { objectId } from './common.ts';
import { stackNames } from './cluster.ts';

/** componentName and imageName have one value: the 2017 document uses both names. */
export const componentStatus = z.object({
  componentName: z.string(),
  imageName: z.string(),
  ip: z.string(),
  status: z.enum(['Healthy', 'UnHealthy']),
});
export type ComponentStatus = z.infer<typeof componentStatus>;

export const componentsInfo = z
  .object({
    userName: z.string(),
    clusterName: z.string(),
    clusterId: objectId,
    componentStatus: z.array(componentStatus),
  })
  .meta({ id: 'Components' });
export type ComponentsInfo = z.infer<typeof componentsInfo>;

/** What a cluster can consist of. */
export const stack = z
  .object({
    name: z.enum(stackNames),
    available: z.boolean(),
    title: z.string(),
    needs: z.array(z.string()),
  })
  .meta({ id: 'Stack' });
export type Stack = z.infer<typeof stack>;
