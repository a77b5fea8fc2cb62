import { chmodSync, existsSync, renameSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

export type Database = SQLite.Database;

/** The file is no usable database; it was moved aside to `keptAs` and nothing was lost from it. */
export class DatabaseDamagedError extends Error {
  readonly keptAs: string;

  constructor(file: string, keptAs: string, reason: string) {
    super(
      `The database ${file} is damaged (${reason}). It was kept as ${keptAs}. ` +
        'Restore a backup (clusterdesk backup makes them) or start again with an empty one.',
    );
    this.keptAs = keptAs;
  }
}

/** The database was written by a newer version of Clusterdesk. */
export class DatabaseTooNewError extends Error {}

function check(db: Database): string | undefined {
  const rows = db.pragma('quick_check(1)') as Array<{ quick_check: string }>;
  const first = rows[0]?.quick_check;
  return first === 'ok' ? undefined : (first ?? 'no answer from quick_check');
}

function openChecked(file: string): Database {
  let db: Database | undefined;
  let reason: string;
  try {
    db = new SQLite(file);
    const fault = check(db);
    if (fault === undefined) return db;
    reason = fault;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code !== 'SQLITE_NOTADB' && !code.startsWith('SQLITE_CORRUPT')) throw error;
    reason = (error as Error).message;
  }
  db?.close();
  const keptAs = `${file}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, keptAs + suffix);
  }
  throw new DatabaseDamagedError(file, keptAs, reason);
}

function migrate(db: Database, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new DatabaseTooNewError(
      `The database ${file} has schema ${version}, this program knows ${migrations.length}. ` +
        'Use the newer version of Clusterdesk that wrote it.',
    );
  }
  if (version === migrations.length) return;
  if (version > 0) db.prepare('VACUUM INTO ?').run(`${file}.before-schema-${migrations.length}`);
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/**
 * Opens (and creates) the store, mode 0600, in WAL mode; every commit reaches the disk, since the
 * journal of operations lives here. Pending migrations run, each in a transaction, after a backup.
 * @throws DatabaseDamagedError, DatabaseTooNewError
 */
export function openDatabase(file: string): Database {
  const db = openChecked(file);
  if (file !== ':memory:') chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  migrate(db, file);
  return db;
}
