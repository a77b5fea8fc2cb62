import type { Phase } from '../phase.ts';
import { managerDocker, nodeLabels, nodeOf, updateNode } from '../swarm/nodes.ts';

/** Role and tags as node labels, which services can be placed by. */
export const labelNodes: Phase = {
  name: 'label-nodes',
  limitSeconds: 60,
  async probe(step) {
    if (!step.host.nodeId) return false;
    const { node } = await nodeOf(step);
    const wanted = Object.entries(nodeLabels(step.host, step.cluster.nodeAttribute));
    return wanted.every(([key, value]) => node.Spec.Labels?.[key] === value);
  },
  async apply(step) {
    const labels = nodeLabels(step.host, step.cluster.nodeAttribute);
    const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    await step.changeCluster(`Label the node: ${text.join(', ')}`, async () => {
      await updateNode(
        step,
        await managerDocker(step),
        step.host.nodeId,
        (spec) => ({ ...spec, Labels: { ...spec.Labels, ...labels } }),
        'The node cannot be labelled.',
      );
    });
  },
};
