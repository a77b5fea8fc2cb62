import { toTimestamp } from '../../shared/contract/common.ts';
import type { Database } from './database.ts';

/** Pins of host keys: what known_hosts is to ssh. */
export class HostKeyRepository {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** The pinned fingerprint of an address and port; undefined where there is none. */
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
}
