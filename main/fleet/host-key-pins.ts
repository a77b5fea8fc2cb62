import { hostPort } from '../../shared/contract/address.ts';
import type { HostKeyPolicy } from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { HostKeyCheck } from '../remote/login.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';

/** A fingerprint as we keep it: some tools print its padding. */
export const withoutPadding = (hostKey: string) => hostKey.replace(/=+$/, '');

/** The key that a host must show: the pin given with it, else the stored one. */
export function knownHostKey(
  pins: HostKeyRepository,
  host: string,
  port: number,
  given: string | undefined,
): string | undefined {
  return given ? withoutPadding(given) : pins.find(host, port);
}

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
    const expected = knownHostKey(pins, host, port, hostKey);
    if (expected === fingerprint) {
      if (keep && pins.find(host, port) !== fingerprint)
        pins.pin(host, port, fingerprint, 'operator');
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
