import { flag, json, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

const columns = {
  id: text(),
  name: text(),
  address: text(),
  sender: text(),
  /** mail addresses */
  recipients: json<string[]>(),
  isDefault: flag(),
  timeCreate: text(),
  timeUpdate: text(),
};

/** A mail server. Its password is in the vault. */
export type SmtpRecord = RecordOf<typeof columns>;

export interface SmtpRepository extends Table<SmtpRecord> {
  /** Another record with this value in a field. */
  hasOther(field: 'name' | 'address', value: string, id: string): boolean;
  /** The record that mail goes out by: the one marked, or else the first. */
  preferred(): SmtpRecord | undefined;
  /** Takes the mark off all records but one. */
  keepDefault(id: string): void;
}

export function createSmtpRepository(db: Database): SmtpRepository {
  const table = openTable(db, 'smtp', columns);
  const others = {
    name: table.query('WHERE name = ? AND id <> ? LIMIT 1'),
    address: table.query('WHERE address = ? AND id <> ? LIMIT 1'),
  };
  const preferred = table.query('ORDER BY is_default DESC, id LIMIT 1');
  const keep = db.prepare('UPDATE smtp SET is_default = 0 WHERE id <> ? AND is_default = 1');
  return {
    ...table,
    hasOther: (field, value, id) => others[field].get(value, id) !== undefined,
    preferred: () => preferred.get(),
    keepDefault(id) {
      keep.run(id);
    },
  };
}
