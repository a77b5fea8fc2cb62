import { optionalText, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

const columns = {
  id: text(),
  /** SHA-256 of the value, hex */
  hash: text(),
  name: text(),
  scope: text(),
  userId: text(),
  expiresAt: optionalText(),
  lastUsedAt: optionalText(),
  timeCreate: text(),
};

export type TokenRecord = RecordOf<typeof columns>;

export interface TokenRepository extends Table<TokenRecord> {
  byHash(hash: string): TokenRecord | undefined;
}

export function createTokenRepository(db: Database): TokenRepository {
  const table = openTable(db, 'tokens', columns);
  const byHash = table.query('WHERE hash = ?');
  return { ...table, byHash: (hash) => byHash.get(hash) };
}
