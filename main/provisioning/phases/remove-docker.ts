import { controlDocker, dockerSilence, stopDockerAgain } from '../docker/engine.ts';
import { removePackages, repairPackages } from '../docker/packages.ts';
import type { Phase, StepContext } from '../phase.ts';

interface Usage {
  readonly Containers: number;
  readonly Images: number;
}

async function removeOurPackages(step: StepContext): Promise<void> {
  const data = await step.ledger.read();
  const { package_manager: manager } = await step.remote.facts(step.signal);
  if (!data || data.packages.length === 0 || !manager) return;
  if (data.installing) {
    await step.change('Repair the installation that was cut off', () =>
      repairPackages(step, manager),
    );
  }
  const { dockerd } = await step.remote.facts(step.signal);
  if (dockerd !== undefined) {
    if ((await dockerSilence(step)) !== undefined) await controlDocker(step, 'start');
    const docker = await step.remote.docker(step.signal);
    const info = await docker.get<Usage>('/info', step.signal);
    const volumes = await docker.get<{ Volumes: unknown[] | null }>('/volumes', step.signal);
    const used = info.Containers + info.Images + (volumes.Volumes?.length ?? 0);
    if (used > 0) {
      step.log('Docker stays: it holds containers, images or volumes that are not ours.');
      return;
    }
  }
  await step.change(`Remove ${data.packages.length} packages that we installed`, async () => {
    await removePackages(step, manager, data);
    await step.ledger.amend((current) => ({
      ...current,
      packages: [],
      stateDirectories: undefined,
      keptFiles: undefined,
    }));
  });
}

/** Removes the packages that we installed, where Docker holds nothing of others. */
export const removeDocker: Phase = {
  name: 'remove-docker',
  limitSeconds: 300,
  async apply(step) {
    await stopDockerAgain(step);
    await removeOurPackages(step);
  },
};
