import { toTimestamp } from '../../../shared/contract/common.ts';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Phase } from '../phase.ts';

/** Writes the marker that says whose host this is, and that lists our changes from now on. */
export function claimFor(controllerId: string): Phase {
  return {
    name: 'claim',
    limitSeconds: 60,
    barrier: true,
    async probe(step) {
      return (await step.manifest.read())?.clusterId === step.cluster.id;
    },
    async apply(step) {
      const owner = await step.manifest.read();
      if (owner && owner.clusterId !== step.cluster.id) {
        throw new ControlPlaneError(
          'HOST_TAKEN',
          `The host belongs to cluster "${owner.clusterName}" of controller ${owner.controller}.`,
        );
      }
      await step.change('Write /var/lib/clusterdesk/manifest.json', () =>
        step.manifest.claim({
          version: 1,
          controller: controllerId,
          clusterId: step.cluster.id,
          clusterName: step.cluster.name,
          hostId: step.host.id,
          since: toTimestamp(),
          files: [],
          directories: [],
          packages: [],
        }),
      );
    },
    undo: (step) => releaseHost(step),
  };
}

async function releaseHost(step: Parameters<Phase['apply']>[0]): Promise<void> {
  const owner = await step.manifest.read();
  if (!owner || owner.clusterId !== step.cluster.id) return;
  await step.change('Remove /var/lib/clusterdesk', async () => {
    await step.manifest.removeDirectories();
    await step.manifest.release();
  });
}

/** Takes the marker off: the host is nobody's again. */
export const release: Phase = {
  name: 'release',
  limitSeconds: 60,
  apply: releaseHost,
};
