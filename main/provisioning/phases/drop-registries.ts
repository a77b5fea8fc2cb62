import {
  authorityFile,
  CLIENT_CONFIG,
  DAEMON_JSON,
  desiredDaemonConfig,
  desiredLogins,
  dropFromJsonFile,
  onlyIn,
} from '../docker/config.ts';
import { configure, isConfigured } from '../docker/configuration.ts';
import { reloadDocker, reloadPending } from '../docker/reload.ts';
import type { Phase } from '../phase.ts';

/**
 * Takes the registries of this operation off a host whose cluster goes on. What a registry that
 * stays needs too, since it has the same address, stays or becomes that registry's.
 */
export const dropRegistries: Phase = {
  name: 'restore-docker',
  limitSeconds: 180,
  async apply(step) {
    const [gone, kept] = [step.leavingRegistries(), step.registries()];
    const daemon = onlyIn(desiredDaemonConfig(gone, []), desiredDaemonConfig(kept, []));
    const logins = onlyIn(desiredLogins(gone), desiredLogins(kept));
    const authorities = new Set(kept.filter((r) => r.secure && r.caText).map((r) => r.address));
    await step.change(`Take ${gone.map((r) => r.address).join(', ')} off Docker`, async () => {
      await step.ledger.amend(reloadPending('reload'));
      await dropFromJsonFile(step, DAEMON_JSON, daemon);
      await reloadDocker(step);
      await dropFromJsonFile(step, CLIENT_CONFIG, logins);
      for (const { address } of gone) {
        if (!authorities.has(address)) await step.ledger.restoreFile(authorityFile(address));
      }
    });
    const isShared = kept.some(({ address }) => gone.some((other) => other.address === address));
    if (isShared && !(await isConfigured(step))) await configure(step);
  },
};
