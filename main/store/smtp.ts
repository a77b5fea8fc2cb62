import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

/** A mail server. Its password is in the vault. */
export interface SmtpRow {
  id: string;
  name: string;
  address: string;
  sender: string;
  /** JSON: mail addresses */
  recipients: string;
  is_default: number;
  time_create: string;
  time_update: string;
}

export interface SmtpStore extends Table<SmtpRow> {
  /** Another record with this value in a column. */
  other(column: 'name' | 'address', value: string, id: string): boolean;
  /** The record that mail goes out by: the one marked, or else the first. */
  preferred(): SmtpRow | undefined;
  /** Takes the mark off all records but one. */
  keepDefault(id: string): void;
}

const columns = [
  'id',
  'name',
  'address',
  'sender',
  'recipients',
  'is_default',
  'time_create',
  'time_update',
] as const;

export function createSmtpStore(db: Database): SmtpStore {
  const others = {
    name: db.prepare('SELECT 1 FROM smtp WHERE name = ? AND id <> ?'),
    address: db.prepare('SELECT 1 FROM smtp WHERE address = ? AND id <> ?'),
  };
  const preferred = db.prepare<[], SmtpRow>(
    'SELECT * FROM smtp ORDER BY is_default DESC, id LIMIT 1',
  );
  const keep = db.prepare('UPDATE smtp SET is_default = 0 WHERE id <> ? AND is_default = 1');
  return {
    ...openTable<SmtpRow>(db, 'smtp', columns),
    other: (column, value, id) => others[column].get(value, id) !== undefined,
    preferred: () => preferred.get(),
    keepDefault(id) {
      keep.run(id);
    },
  };
}
