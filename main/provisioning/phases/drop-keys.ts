import { authorizedKeys } from '../authorized-keys.ts';
import type { Phase } from '../phase.ts';

/**
 * Takes the keys of this operation out of authorized_keys; the cluster goes on. A key that another
 * record of the cluster still names stays.
 */
export const dropKeys: Phase = {
  name: 'revoke-keys',
  limitSeconds: 60,
  async apply(step) {
    const { path } = await authorizedKeys(step);
    const kept = new Set(step.pubkeys());
    const gone = step.leavingPubkeys().filter((key) => !kept.has(key));
    if (gone.length === 0) return;
    await step.change(`Take ${gone.length} public key(s) out of ${path}`, async () => {
      const count = await step.ledger.dropLines(path, gone);
      if (count < gone.length) {
        step.log('A key that was on the host before the cluster stays there.');
      }
    });
  },
};
