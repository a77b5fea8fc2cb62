import { flag, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

const columns = {
  id: text(),
  name: text(),
  registry: text(),
  secure: flag(),
  caText: text(),
  username: text(),
  isSystem: flag(),
  userId: text(),
  tenantId: text(),
  timeCreate: text(),
};

/** A registry. Its password is in the vault. */
export type RegistryRecord = RecordOf<typeof columns>;

export interface RegistryRepository extends Table<RegistryRecord> {
  byName(userId: string, name: string): RegistryRecord | undefined;
}

export function createRegistryRepository(db: Database): RegistryRepository {
  const table = openTable(db, 'registries', columns);
  const byName = table.query('WHERE user_id = ? AND name = ?');
  return { ...table, byName: (userId, name) => byName.get(userId, name) };
}
