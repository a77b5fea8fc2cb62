import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

export interface PubkeyRow {
  id: string;
  name: string;
  value: string;
  owner: string;
  algorithm: string;
  bits: number;
  fingerprint: string;
  /** 1: the private half waits in the vault to be fetched once */
  downloadable: number;
  user_id: string;
  tenant_id: string;
  time_create: string;
  time_update: string;
}

export interface PubkeyStore extends Table<PubkeyRow> {
  byName(userId: string, name: string): PubkeyRow | undefined;
  /** The newest pair of the user whose private half was not fetched yet. */
  downloadable(userId: string): PubkeyRow | undefined;
}

const columns = [
  'id',
  'name',
  'value',
  'owner',
  'algorithm',
  'bits',
  'fingerprint',
  'downloadable',
  'user_id',
  'tenant_id',
  'time_create',
  'time_update',
] as const;

export function createPubkeyStore(db: Database): PubkeyStore {
  const byName = db.prepare<[string, string], PubkeyRow>(
    'SELECT * FROM pubkeys WHERE user_id = ? AND name = ?',
  );
  const downloadable = db.prepare<[string], PubkeyRow>(
    'SELECT * FROM pubkeys WHERE user_id = ? AND downloadable = 1 ORDER BY id DESC LIMIT 1',
  );
  return {
    ...openTable<PubkeyRow>(db, 'pubkeys', columns),
    byName: (userId, name) => byName.get(userId, name),
    downloadable: (userId) => downloadable.get(userId),
  };
}
