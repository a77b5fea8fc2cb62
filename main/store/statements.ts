import type { Database } from './database.ts';
import type { SqlValue } from './columns.ts';

/** A row as SQLite gives it. */
export type Row = Record<string, SqlValue>;

function prepare(db: Database, sql: string) {
  return db.prepare<SqlValue[], Row>(sql);
}

/** Filters and sort keys can be put together in this many ways and more; then it begins anew. */
const MOST_KEPT = 500;
const kept = new WeakMap<Database, Map<string, ReturnType<typeof prepare>>>();

/** A statement whose text is put together at run time, prepared once. */
export function statement(db: Database, sql: string): ReturnType<typeof prepare> {
  const known = kept.get(db) ?? new Map<string, ReturnType<typeof prepare>>();
  kept.set(db, known);
  const found = known.get(sql);
  if (found) return found;
  if (known.size >= MOST_KEPT) known.clear();
  const prepared = prepare(db, sql);
  known.set(sql, prepared);
  return prepared;
}
