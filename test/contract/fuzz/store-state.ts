import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/**
 * What only a call changes. Left out: what operations in the background write (states, journal,
 * their secrets), the time a token was used, and the answers kept for Idempotency-Key.
 */
const QUERIES: Readonly<Record<string, string>> = {
  tenants: 'SELECT * FROM tenants',
  users: 'SELECT * FROM users',
  tokens: 'SELECT id, hash, name, scope, user_id, expires_at FROM tokens',
  pubkeys: 'SELECT * FROM pubkeys',
  registries: 'SELECT * FROM registries',
  providers: 'SELECT * FROM providers',
  smtp: 'SELECT * FROM smtp',
  settings: 'SELECT * FROM settings',
  clusters: 'SELECT id, name, owner, pubkey_ids, registries FROM clusters',
  hosts: 'SELECT id, cluster_id, ip, port, ssh_user FROM hosts',
  operations: 'SELECT id, cluster_id, kind FROM operations',
  logs: 'SELECT id, operate_type FROM logs',
  secrets: `SELECT owner, purpose, hex(box) FROM secrets
    WHERE owner IN (SELECT id FROM pubkeys UNION SELECT id FROM registries
                    UNION SELECT id FROM providers UNION SELECT id FROM smtp)`,
};

export interface StoreState {
  /** A digest of the store's content, read by a second connection. */
  digest(): string;
  /** Ids of the records of a table; of all where none is named. */
  ids(table?: string): string[];
}

export function storeState(db: Database): StoreState {
  const statements = Object.entries(QUERIES).map(
    ([table, sql]) => [table, db.prepare<[], Record<string, unknown>>(sql)] as const,
  );
  const kept = { version: -1, digest: '', ids: new Map<string, string[]>() };

  /** data_version changes when another connection has written. */
  function refresh(): void {
    const version = Number(db.pragma('data_version', { simple: true }));
    if (version === kept.version) return;
    const tables = statements.map(([table, statement]) => [table, statement.all()] as const);
    kept.version = version;
    kept.digest = createHash('sha256').update(JSON.stringify(tables)).digest('hex');
    kept.ids = new Map(
      tables.map(([table, rows]) => [
        table,
        rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
      ]),
    );
  }

  return {
    digest() {
      refresh();
      return kept.digest;
    },
    ids(table) {
      refresh();
      return table === undefined ? [...kept.ids.values()].flat() : (kept.ids.get(table) ?? []);
    },
  };
}
