import { toTimestamp } from '../../../shared/contract/common.ts';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Phase } from '../phase.ts';
import { leaveSwarm } from './leave-swarm.ts';

/** Writes the marker that says whose host this is, and that lists our changes from now on. */
export function claimFor(controllerId: string): Phase {
  return {
    name: 'claim',
    limitSeconds: 60,
    barrier: true,
    async probe(step) {
      const ours = (await step.manifest.read()) !== undefined;
      if (ours && !step.dry) step.update({ isClaimed: true });
      return ours;
    },
    async apply(step) {
      const owner = await step.manifest.owner();
      const ours = {
        controller: controllerId,
        clusterId: step.cluster.id,
        clusterName: step.cluster.name,
        hostId: step.host.id,
        since: toTimestamp(),
      };
      if (!owner) {
        await step.change('Write /var/lib/clusterdesk/manifest.json', async () => {
          step.update({ isClaimed: true });
          await step.manifest.claim({
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
        await step.manifest.takeOver(ours);
      });
      await leaveSwarm(step);
    },
    undo: (step) => releaseHost(step),
  };
}

async function releaseHost(step: Parameters<Phase['apply']>[0]): Promise<void> {
  if ((await step.manifest.read()) !== undefined) {
    await step.change('Remove /var/lib/clusterdesk', async () => {
      await step.manifest.removeDirectories();
      await step.manifest.release();
    });
  }
  step.update({ isClaimed: false });
}

/** Takes the marker off: the host is nobody's again. */
export const release: Phase = {
  name: 'release',
  limitSeconds: 60,
  apply: releaseHost,
};
