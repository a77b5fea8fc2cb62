import { toTimestamp } from '../../../shared/contract/common.ts';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Phase } from '../phase.ts';
import { leaveSwarm } from '../swarm/leave.ts';
import { release } from './release.ts';

/** Writes the marker that says whose host this is, and that lists our changes from now on. */
export const claim: Phase = {
  name: 'claim',
  limitSeconds: 60,
  barrier: true,
  async probe(step) {
    const ours = (await step.ledger.read()) !== undefined;
    if (ours && !step.dry) step.update({ isClaimed: true });
    return ours;
  },
  async apply(step) {
    const owner = await step.ledger.owner();
    const ours = {
      controller: step.controllerId,
      clusterId: step.cluster.id,
      clusterName: step.cluster.name,
      hostId: step.host.id,
      since: toTimestamp(),
    };
    if (!owner) {
      await step.change('Write /var/lib/clusterdesk/manifest.json', async () => {
        step.update({ isClaimed: true });
        await step.ledger.claim({
          version: 1,
          ...ours,
          files: [],
          directories: [],
          packages: [],
        });
      });
      return;
    }
    if (!step.input.takeOver) {
      throw new ControlPlaneError(
        'HOST_TAKEN',
        `The host belongs to cluster "${owner.clusterName}" of controller ${owner.controller}.`,
      );
    }
    await step.change(`Take the host over from cluster "${owner.clusterName}"`, async () => {
      step.update({ isClaimed: true });
      await step.ledger.takeOver(ours);
    });
    await leaveSwarm(step);
  },
  undo: (step) => release.apply(step),
};
