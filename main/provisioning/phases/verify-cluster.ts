import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { waitFor } from '../docker/engine.ts';
import type { Phase, StepContext } from '../phase.ts';
import { nodeOf } from '../swarm/nodes.ts';

const READY_SECONDS = 60;

/** Why the node takes no tasks; undefined when it does. */
async function unreadiness(step: StepContext): Promise<string | undefined> {
  const { Status, Spec } = (await nodeOf(step)).node;
  if (Status.State !== 'ready') return Status.Message ?? `it is ${Status.State}`;
  return Spec.Availability === 'active' ? undefined : `it is ${Spec.Availability}`;
}

/** The node is ready and active in its role. */
export const verifyCluster: Phase = {
  name: 'verify-cluster',
  limitSeconds: 120,
  async apply(step) {
    if (step.dry) return;
    const failure = (cause: string) =>
      new ControlPlaneError('NODE_NOT_READY', 'The node is not ready.', { cause });
    await waitFor(step, () => unreadiness(step), failure, READY_SECONDS);
    step.update({ isFulfilled: true });
    step.log('The node is ready.');
  },
};
