import { flag, integer, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

const columns = {
  id: text(),
  name: text(),
  value: text(),
  owner: text(),
  algorithm: text(),
  bits: integer(),
  fingerprint: text(),
  /** the private half waits in the vault to be fetched once */
  downloadable: flag(),
  userId: text(),
  tenantId: text(),
  timeCreate: text(),
  timeUpdate: text(),
};

export type PubkeyRecord = RecordOf<typeof columns>;

export interface PubkeyRepository extends Table<PubkeyRecord> {
  byName(userId: string, name: string): PubkeyRecord | undefined;
  /** The newest pair of the user whose private half was not fetched yet. */
  downloadable(userId: string): PubkeyRecord | undefined;
}

export function createPubkeyRepository(db: Database): PubkeyRepository {
  const table = openTable(db, 'pubkeys', columns);
  const byName = table.query('WHERE user_id = ? AND name = ?');
  const downloadable = table.query(
    'WHERE user_id = ? AND downloadable = 1 ORDER BY id DESC LIMIT 1',
  );
  return {
    ...table,
    byName: (userId, name) => byName.get(userId, name),
    downloadable: (userId) => downloadable.get(userId),
  };
}
