import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { StepState } from '../../../shared/contract/operation.ts';

export interface JournalRow {
  readonly phase: string;
  readonly host: string;
  readonly state: StepState;
  readonly attempt: number;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** Looks into a data folder's store past the control plane; it may run or be dead. */
export function lookIntoStore<T>(dataDir: string, look: (db: SQLite.Database) => T): T {
  const db = new SQLite(join(dataDir, 'clusterdesk.db'), { readonly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** The journal's rows of an operation. */
export function journalOf(dataDir: string, operationId: string): JournalRow[] {
  const sql = `SELECT phase, host, state, attempt, started_at, ended_at FROM journal_steps
    WHERE operation_id = ? ORDER BY ordinal, host`;
  return lookIntoStore(dataDir, (db) => db.prepare<[string], JournalRow>(sql).all(operationId));
}

/** Whose secrets the vault holds. */
export function secretOwners(dataDir: string): string[] {
  const sql = 'SELECT DISTINCT owner FROM secrets';
  return lookIntoStore(dataDir, (db) => db.prepare(sql).pluck().all() as string[]);
}
