import type { Provider } from '../../shared/contract/provider.ts';
import { json, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

type Block = Readonly<Record<string, string>>;

const columns = {
  id: text(),
  name: text(),
  type: text<Provider['type']>(),
  sshUser: text(),
  openstack: json<Block>(),
  ec2: json<Block>(),
  google: json<Block>(),
  userId: text(),
  tenantId: text(),
  timeCreate: text(),
  timeUpdate: text(),
};

/** A cloud account. The secrets of its three blocks are in the vault. */
export type ProviderRecord = RecordOf<typeof columns>;

export interface ProviderRepository extends Table<ProviderRecord> {
  isNameTaken(tenantId: string, name: string): boolean;
}

export function createProviderRepository(db: Database): ProviderRepository {
  const table = openTable(db, 'providers', columns);
  const byName = table.query('WHERE tenant_id = ? AND name = ? LIMIT 1');
  return { ...table, isNameTaken: (tenantId, name) => byName.get(tenantId, name) !== undefined };
}
