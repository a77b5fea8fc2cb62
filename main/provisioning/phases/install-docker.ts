import { awaitDocker, dockerSilence, startDocker } from '../docker/engine.ts';
import {
  INSTALL_SECONDS,
  installPackages,
  isHalfInstalled,
  repairPackages,
} from '../docker/packages.ts';
import type { Phase } from '../phase.ts';
import { removeDocker } from './remove-docker.ts';

/** Installs Docker from the host's own packages when it is missing, and starts it. */
export const installDocker: Phase = {
  name: 'install-docker',
  limitSeconds: INSTALL_SECONDS,
  async probe(step) {
    const facts = await step.remote.facts(step.signal);
    return (
      !(await isHalfInstalled(step)) &&
      facts.dockerd !== undefined &&
      facts.docker_active === 'active' &&
      (await dockerSilence(step)) === undefined
    );
  },
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const manager = facts.package_manager;
    const again = await isHalfInstalled(step);
    if ((facts.dockerd === undefined || again) && manager) {
      await step.change(`Install Docker with ${manager}`, () =>
        again ? repairPackages(step, manager) : installPackages(step, manager),
      );
    }
    // a plan cannot look at a Docker that is not there yet
    const silent = step.dry || (await dockerSilence(step)) !== undefined;
    if (silent && !(step.dry && facts.dockerd === undefined)) await startDocker(step);
  },
  verify: awaitDocker,
  undo: (step) => removeDocker.apply(step),
};
