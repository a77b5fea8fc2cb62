import type { Phase } from '../phase.ts';
import { managerDocker, removeNode } from '../swarm/nodes.ts';

/** Takes a node that has left out of the swarm's list. */
export const forgetNode: Phase = {
  name: 'forget-node',
  limitSeconds: 60,
  targets: (host) => host.nodeId !== '',
  async apply(step) {
    await step.changeCluster('Take the node out of the list of the swarm', async () => {
      await removeNode(step, await managerDocker(step), step.host.nodeId);
      step.update({ nodeId: '' });
    });
  },
};
