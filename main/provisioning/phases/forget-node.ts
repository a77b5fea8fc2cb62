import type { Phase } from '../phase.ts';
import { demoteNode, managerDocker, removeNode } from '../swarm/nodes.ts';

/** Takes a node that has left out of the swarm's list. */
export const forgetNode: Phase = {
  name: 'forget-node',
  limitSeconds: 60,
  targets: (host) => host.nodeId !== '',
  async apply(step) {
    await step.changeCluster('Take the node out of the list of the swarm', async () => {
      const manager = await managerDocker(step);
      // a master that did not leave by itself is one of those whose majority decides until then
      await demoteNode(step, manager, step.host.nodeId);
      await removeNode(step, manager, step.host.nodeId);
      step.update({ nodeId: '' });
    });
  },
};
