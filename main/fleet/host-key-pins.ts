import { hostPort } from '../../shared/contract/address.ts';
import type { HostKeyPolicy } from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { HostKeyCheck } from '../remote/login.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';

const normal = (pin: string) => pin.replace(/=+$/, '');

/**
 * The check of host keys for one cluster. A pin given with the node decides and replaces the stored
 * one; else the stored one; else the first key is accepted and kept, or refused by policy `pin`.
 * @param keep false where only a look is taken: nothing is pinned
 * @returns a check whose refusals are HOST_KEY_CHANGED and HOST_KEY_UNKNOWN
 */
export function hostKeyCheck(
  pins: HostKeyRepository,
  policy: HostKeyPolicy,
  keep = true,
): HostKeyCheck {
  return ({ host, port, hostKey }, fingerprint) => {
    const stored = pins.find(host, port);
    const expected = hostKey ? normal(hostKey) : stored;
    if (expected === fingerprint) {
      if (keep && stored !== fingerprint) pins.pin(host, port, fingerprint, 'operator');
      return true;
    }
    if (expected !== undefined) {
      const message = `${hostPort(host, port)} shows the key ${fingerprint}, expected was ${expected}.`;
      return new ControlPlaneError('HOST_KEY_CHANGED', message, { host });
    }
    if (policy === 'pin') {
      const message = `${hostPort(host, port)} shows the key ${fingerprint}, and no pin was given.`;
      return new ControlPlaneError('HOST_KEY_UNKNOWN', message, { host });
    }
    if (keep) pins.pin(host, port, fingerprint, 'first-use');
    return true;
  };
}
