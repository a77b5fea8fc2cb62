import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { ledgerGone } from '../host-ledger.ts';
import type { Phase, StepContext } from '../phase.ts';
import { connect } from './connect.ts';

/** The host has nothing of ours from now on, as far as we are concerned. */
function giveUp(step: StepContext, why: string): void {
  step.update({ isClaimed: false, isLedgerInDoubt: false });
  step.log(why);
}

/** Asks the host whose it is, so that only what is ours is taken off it. */
async function askOwner(step: StepContext): Promise<void> {
  await connect.apply(step);
  const owner = await step.ledger.owner();
  if (owner?.clusterId === step.cluster.id) return;
  if (owner) {
    const who = `cluster "${owner.clusterName}" of controller ${owner.controller}`;
    giveUp(step, `The host was taken over by ${who}, since ${owner.since}. It is left alone.`);
    return;
  }
  // the first step of a claim, or the last one of a release, was not seen to end
  if (step.host.isLedgerInDoubt) return giveUp(step, 'The host has nothing of ours.');
  throw ledgerGone(step.host.ip);
}

/**
 * Connects to a host that is to be given back, and asks whose it is. Where the operator agrees, one
 * that cannot be got into, or whose list is gone, is written off: what is on it stays there.
 */
export const connectToGiveBack: Phase = {
  ...connect,
  async apply(step) {
    if (!step.host.isClaimed) return;
    try {
      await askOwner(step);
    } catch (error) {
      step.signal.throwIfAborted();
      if (!(error instanceof ControlPlaneError) || !step.input.writeOff) throw error;
      giveUp(step, `${error.message} It is written off: what we put on it stays there.`);
    }
  },
};

/** The phase, left out on hosts that have nothing of ours. */
export function whileClaimed(phase: Phase): Phase {
  return {
    ...phase,
    probe: async (step) => !step.host.isClaimed || ((await phase.probe?.(step)) ?? false),
  };
}
