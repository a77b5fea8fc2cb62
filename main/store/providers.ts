import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

/** A cloud account. The three blocks are JSON without their secrets, which are in the vault. */
export interface ProviderRow {
  id: string;
  name: string;
  type: string;
  ssh_user: string;
  openstack: string;
  ec2: string;
  google: string;
  user_id: string;
  tenant_id: string;
  time_create: string;
  time_update: string;
}

export interface ProviderStore extends Table<ProviderRow> {
  isNameTaken(tenantId: string, name: string): boolean;
}

const columns = [
  'id',
  'name',
  'type',
  'ssh_user',
  'openstack',
  'ec2',
  'google',
  'user_id',
  'tenant_id',
  'time_create',
  'time_update',
] as const;

export function createProviderStore(db: Database): ProviderStore {
  const taken = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM providers WHERE tenant_id = ? AND name = ?)',
    )
    .pluck();
  return {
    ...openTable<ProviderRow>(db, 'providers', columns),
    isNameTaken: (tenantId, name) => taken.get(tenantId, name) === 1,
  };
}
