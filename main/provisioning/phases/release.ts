import type { Phase } from '../phase.ts';

/** Takes the marker off: the host is nobody's again. */
export const release: Phase = {
  name: 'release',
  limitSeconds: 60,
  async apply(step) {
    if ((await step.ledger.read()) !== undefined) {
      await step.change('Remove /var/lib/clusterdesk', async () => {
        await step.ledger.removeDirectories();
        step.update({ isLedgerInDoubt: true });
        await step.ledger.release();
      });
    }
    if (!step.dry) step.update({ isClaimed: false, isLedgerInDoubt: false });
  },
};
