import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { waitFor } from '../docker/engine.ts';
import type { Phase } from '../phase.ts';
import { findNode, managerDocker, updateNode } from '../swarm/nodes.ts';

const DRAIN_SECONDS = 240;

/** Moves the tasks off a node before it leaves. A node that is gone has none. */
export const drainNodes: Phase = {
  name: 'drain-nodes',
  limitSeconds: 300,
  targets: (host) => host.nodeId !== '',
  async apply(step) {
    const manager = await managerDocker(step);
    const node = await findNode(step, manager, step.host.nodeId);
    if (!node) return;
    await step.changeCluster('Drain the node', async () => {
      const drained = (spec: typeof node.Spec) => ({ ...spec, Availability: 'drain' });
      await updateNode(step, manager, node.ID, drained, 'The node cannot be drained.');
      if (node.Status.State !== 'ready') return;
      const filters = encodeURIComponent(
        JSON.stringify({ node: { [node.ID]: true }, 'desired-state': { running: true } }),
      );
      const remaining = async () => {
        const tasks = await manager.get<{ ID: string }[]>(`/tasks?filters=${filters}`, step.signal);
        return tasks.length === 0 ? undefined : `${tasks.length} tasks still run there`;
      };
      const failure = (cause: string) =>
        new ControlPlaneError('DRAIN_TIMED_OUT', 'Tasks stay on the node.', { cause });
      await waitFor(step, remaining, failure, DRAIN_SECONDS);
    });
  },
};
