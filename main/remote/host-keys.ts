import { createHash } from 'node:crypto';
import type { HostKeyPolicy } from '../../shared/contract/cluster.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Database } from '../store/database.ts';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { Login } from './connection.ts';

/** Says whether a host's key is the right one: an error is the refusal. */
export type HostKeyCheck = (login: Login, fingerprint: string) => true | ControlPlaneError;

/** Groups of host key algorithms, one key type each, as sshd names them. */
export const hostKeyAlgorithms: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];

/** The fingerprint of a raw public key as ssh-keygen -l prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

const normal = (pin: string) => pin.replace(/=+$/, '');

/** Pins of host keys: what known_hosts is to ssh. */
export class HostKeyStore {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  find(address: string, port: number): string | undefined {
    return this.db
      .prepare<[string, number], { fingerprint: string }>(
        'SELECT fingerprint FROM host_keys WHERE address = ? AND port = ?',
      )
      .get(address, port)?.fingerprint;
  }

  /** @param by who vouches: the operator's own pin, or the first use */
  pin(address: string, port: number, fingerprint: string, by: 'operator' | 'first-use'): void {
    this.db
      .prepare('INSERT OR REPLACE INTO host_keys VALUES (?, ?, ?, ?, ?)')
      .run(address, port, fingerprint, by, toTimestamp());
  }

  /**
   * The check for one cluster. A pin given with the node decides and replaces the stored one; else
   * the stored one; else the first key is accepted and kept, or refused by policy `pin`.
   * @param keep false where only a look is taken: nothing is pinned
   */
  check(policy: HostKeyPolicy, keep = true): HostKeyCheck {
    return (login, fingerprint) => {
      const stored = this.find(login.host, login.port);
      const expected = login.hostKey ? normal(login.hostKey) : stored;
      if (expected === fingerprint) {
        if (keep && stored !== fingerprint)
          this.pin(login.host, login.port, fingerprint, 'operator');
        return true;
      }
      if (expected !== undefined) {
        return new ControlPlaneError(
          'HOST_KEY_CHANGED',
          `${login.host}:${login.port} shows the key ${fingerprint}, expected was ${expected}.`,
          { host: login.host },
        );
      }
      if (policy === 'pin') {
        return new ControlPlaneError(
          'HOST_KEY_UNKNOWN',
          `${login.host}:${login.port} shows the key ${fingerprint}, and no pin was given.`,
          { host: login.host },
        );
      }
      if (keep) this.pin(login.host, login.port, fingerprint, 'first-use');
      return true;
    };
  }
}
