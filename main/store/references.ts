import type { Database } from './database.ts';

/** Which records the unterminated clusters refer to. Triggers of the schema keep the table. */
export interface ReferenceRepository {
  isReferenced(kind: 'pubkey' | 'registry' | 'provider', id: string): boolean;
  /** The unterminated clusters that have a record, oldest first. */
  clustersWith(kind: 'pubkey' | 'registry', id: string): string[];
}

export function createReferenceRepository(db: Database): ReferenceRepository {
  const referenced = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM cluster_uses WHERE kind = ? AND record_id = ?)',
    )
    .pluck();
  const provider = db
    .prepare<[string], number>(
      "SELECT EXISTS (SELECT 1 FROM clusters WHERE provider_id = ? AND status <> 'TERMINATED')",
    )
    .pluck();
  const clusters = db
    .prepare<[string, string], string>(
      'SELECT cluster_id FROM cluster_uses WHERE kind = ? AND record_id = ? ORDER BY cluster_id',
    )
    .pluck();
  return {
    isReferenced: (kind, id) =>
      (kind === 'provider' ? provider.get(id) : referenced.get(kind, id)) === 1,
    clustersWith: (kind, id) => clusters.all(kind, id),
  };
}
