import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

/** A registry. Its password is in the vault. */
export interface RegistryRow {
  id: string;
  name: string;
  registry: string;
  secure: number;
  ca_text: string;
  username: string;
  is_system: number;
  user_id: string;
  tenant_id: string;
  time_create: string;
}

export interface RegistryStore extends Table<RegistryRow> {
  byName(userId: string, name: string): RegistryRow | undefined;
}

const columns = [
  'id',
  'name',
  'registry',
  'secure',
  'ca_text',
  'username',
  'is_system',
  'user_id',
  'tenant_id',
  'time_create',
] as const;

export function createRegistryStore(db: Database): RegistryStore {
  const byName = db.prepare<[string, string], RegistryRow>(
    'SELECT * FROM registries WHERE user_id = ? AND name = ?',
  );
  return {
    ...openTable<RegistryRow>(db, 'registries', columns),
    byName: (userId, name) => byName.get(userId, name),
  };
}
