import { awaitDocker, dockerSilence, startDocker } from '../docker/engine.ts';
import {
  INSTALL_SECONDS,
  installPackages,
  isHalfInstalled,
  planInstallation,
  repairPackages,
} from '../docker/packages.ts';
import { describePlan } from '../docker/package-plan.ts';
import type { Facts } from '../../remote/facts.ts';
import type { Phase } from '../phase.ts';
import { removeDocker } from './remove-docker.ts';

/**
 * Does Docker run, and will it after a reboot? The unit's state says so: a question to Docker's
 * socket may start it.
 */
function runsForGood({ docker_active, docker_enabled }: Facts): boolean {
  return docker_active === 'active' && docker_enabled !== 'disabled';
}

/** Installs Docker from the host's own packages when it is missing, and starts it. */
export const installDocker: Phase = {
  name: 'install-docker',
  limitSeconds: INSTALL_SECONDS,
  async probe(step) {
    const facts = await step.remote.facts(step.signal);
    return (
      !(await isHalfInstalled(step)) &&
      facts.dockerd !== undefined &&
      runsForGood(facts) &&
      (await dockerSilence(step)) === undefined
    );
  },
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const manager = facts.package_manager;
    const again = await isHalfInstalled(step);
    if (again && manager) {
      await step.change(`Finish the installation of Docker with ${manager}`, () =>
        repairPackages(step, manager),
      );
    } else if (facts.dockerd === undefined && manager) {
      const plan = await planInstallation(step, manager);
      await step.change(describePlan(manager, plan), () => installPackages(step, manager));
    }
    // a plan cannot look at a Docker that is not there yet
    if (step.dry && facts.dockerd === undefined) return;
    const isReady = runsForGood(await step.remote.facts(step.signal));
    if (!isReady || (await dockerSilence(step)) !== undefined) await startDocker(step);
  },
  verify: awaitDocker,
  undo: (step) => removeDocker.apply(step),
};
