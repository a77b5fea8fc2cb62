import type { Database } from './database.ts';

/** Whether unterminated clusters have a record. The table is kept by triggers of the schema. */
export interface UseStore {
  isUsed(kind: 'pubkey' | 'registry', id: string): boolean;
  isProviderUsed(id: string): boolean;
}

export function createUseStore(db: Database): UseStore {
  const used = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM cluster_uses WHERE kind = ? AND record_id = ?)',
    )
    .pluck();
  const providerUsed = db
    .prepare<[string], number>(
      "SELECT EXISTS (SELECT 1 FROM clusters WHERE provider_id = ? AND status <> 'TERMINATED')",
    )
    .pluck();
  return {
    isUsed: (kind, id) => used.get(kind, id) === 1,
    isProviderUsed: (id) => providerUsed.get(id) === 1,
  };
}
