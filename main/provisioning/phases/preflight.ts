import { ControlPlaneError, type Problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import type { Check } from '../checks/check.ts';
import { hostChecks } from '../checks/host.ts';
import { StepProblems, type Phase, type StepContext } from '../phase.ts';
import { privateAddress } from '../private-address.ts';
import { isLost } from '../step-runner.ts';

const MIB_IN_KIB = 1024;

/** A check that finds no answer says so like one that finds a fault; a lost host is the step's. */
async function problemsBy(check: Check, facts: Facts, step: StepContext): Promise<Problem[]> {
  try {
    return await check(facts, step);
  } catch (error) {
    step.signal.throwIfAborted();
    if (!(error instanceof ControlPlaneError) || isLost(error.code)) throw error;
    return [error.problem];
  }
}

/**
 * Checks the host and tells everything that is wrong at once. Changes nothing.
 * @param stackChecks what the stack needs besides
 */
export const preflight = (stackChecks: readonly Check[]): Phase => ({
  name: 'preflight',
  limitSeconds: 90,
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const found = await Promise.all(
      [...hostChecks, ...stackChecks].map((check) => problemsBy(check, facts, step)),
    );
    // two checks may stumble over the same thing
    const problems = new Map(found.flat().map((one) => [`${one.code} ${one.message}`, one]));
    if (problems.size > 0) throw new StepProblems([...problems.values()]);
    step.update({
      hostName: step.host.wantedName || facts.hostname,
      privateIp: privateAddress(facts, step.host.nic, step.host.ip),
    });
    const memory = Math.round(facts.memory_kib / MIB_IN_KIB);
    step.log(
      `${facts.os_name}, ${facts.cpus} CPUs, ${memory} MiB; ${facts.dockerd ?? 'no Docker'}.`,
    );
  },
});
