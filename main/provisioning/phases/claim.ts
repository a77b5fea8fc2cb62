import { toTimestamp } from '../../../shared/contract/common.ts';
import { hostTaken } from '../host-ledger.ts';
import type { Phase } from '../phase.ts';
import { LEAVE_SWARM, leaveSwarm } from '../swarm/leave.ts';
import { swarmThatEnds } from '../swarm/take-over.ts';
import { release } from './release.ts';

/** Whether the list was written is not seen where the connection, or we, end in the middle of it. */
const BEING_CLAIMED = { isClaimed: true, isLedgerInDoubt: true };
const CLAIMED = { isClaimed: true, isLedgerInDoubt: false };

/** Writes the marker that says whose host this is, and that lists our changes from now on. */
export const claim: Phase = {
  name: 'claim',
  limitSeconds: 60,
  barrier: true,
  claims: true,
  async probe(step) {
    const ours = (await step.ledger.read()) !== undefined;
    if (ours && !step.dry) step.update(CLAIMED);
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
        step.update(BEING_CLAIMED);
        await step.ledger.claim({
          version: 1,
          ...ours,
          files: [],
          directories: [],
          packages: [],
        });
        step.update(CLAIMED);
      });
      return;
    }
    if (!step.input.takeOver) throw hostTaken(owner, step.host.ip, step.controllerId);
    const ends = await swarmThatEnds(step, owner);
    await step.change(`Take the host over from cluster "${owner.clusterName}"${ends}`, async () => {
      step.update(BEING_CLAIMED);
      await step.ledger.takeOver(ours);
      step.update(CLAIMED);
    });
    if (!step.dry) await leaveSwarm(step);
    else if (owner.swarm) await step.change(LEAVE_SWARM, async () => undefined);
  },
  undo: (step) => release.apply(step),
};
