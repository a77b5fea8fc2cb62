import { setHostname } from '../hostname.ts';
import type { Phase } from '../phase.ts';

/** The host gets the name back that it had before us. */
export const restoreHostname: Phase = {
  name: 'restore-hostname',
  limitSeconds: 60,
  targets: (host) => host.wantedName !== '',
  async apply(step) {
    const before = (await step.ledger.read())?.hostnameBefore;
    if (before === undefined) return;
    await step.change(`Set the host name back to ${before}`, async () => {
      await setHostname(step, before);
      await step.ledger.restoreFile('/etc/hosts');
      await step.ledger.amend(({ hostnameBefore: _, ...rest }) => rest);
    });
  },
};
