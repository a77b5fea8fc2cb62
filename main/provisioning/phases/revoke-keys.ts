import { authorizedKeys } from '../authorized-keys.ts';
import type { Phase } from '../phase.ts';

/** Takes all keys of ours out of authorized_keys: the host leaves the cluster. */
export const revokeKeys: Phase = {
  name: 'revoke-keys',
  limitSeconds: 60,
  async apply(step) {
    const { path } = await authorizedKeys(step);
    const data = await step.ledger.read();
    if (!data?.files.some((file) => file.path === path)) return;
    await step.change(`Take our keys out of ${path}`, async () => {
      await step.ledger.restoreFile(path);
    });
  },
};
