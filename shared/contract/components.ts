import { z } from 'zod';
import { objectId } from './common.ts';
import { stackNames } from './cluster.ts';

/** componentName and imageName have one value: the 2017 document uses both names. */
export const componentStatus = z.object({
  componentName: z.string().describe('The component.'),
  imageName: z.string().describe('The same once more: the 2017 document uses both names.'),
  ip: z.string().describe('The address of the host that it is on.'),
  status: z
    .enum(['Healthy', 'UnHealthy'])
    .describe('UnHealthy also where the host did not answer.'),
});
export type ComponentStatus = z.infer<typeof componentStatus>;

export const componentsInfo = z
  .object({
    userName: z.string().describe('The name of the cluster’s user.'),
    clusterName: z.string().describe('The name of the cluster.'),
    clusterId: objectId.describe('The id of the cluster.'),
    componentStatus: z.array(componentStatus).describe('Each component on each host.'),
  })
  .meta({ id: 'Components' });
export type ComponentsInfo = z.infer<typeof componentsInfo>;

/** What a cluster can consist of. */
export const stack = z
  .object({
    name: z.enum(stackNames).describe('The name that a request gives.'),
    available: z.boolean().describe('This version can build it.'),
    title: z.string().describe('What it is.'),
    needs: z.array(z.string()).describe('What it asks of the hosts.'),
  })
  .meta({ id: 'Stack' });
export type Stack = z.infer<typeof stack>;
