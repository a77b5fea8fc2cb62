import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

export type Database = SQLite.Database;

/**
 * The file is no usable database, or was none at an earlier start and nothing has taken its place:
 * it lies aside at `keptAs` and nothing was lost from it.
 */
export class DatabaseDamagedError extends Error {
  readonly keptAs: string;

  constructor(file: string, keptAs: string, reason: string) {
    super(
      `The database ${file} is damaged (${reason}). It was kept as ${keptAs}. ` +
        'Restore a backup (npm run restore; npm run backup makes them), or begin with an empty one: --new.',
    );
    this.keptAs = keptAs;
  }
}

/** The database was written by a newer version of Clusterdesk. */
export class DatabaseTooNewError extends Error {}

/** What quick_check finds wrong first; undefined: nothing. */
function faultOf(db: Database): string | undefined {
  const rows = db.pragma('quick_check(1)') as Array<{ quick_check: string }>;
  const first = rows[0]?.quick_check;
  return first === 'ok' ? undefined : (first ?? 'no answer from quick_check');
}

/**
 * Looks at a database file without changing it: a connection that may write would fold the log of
 * the last commits into the file when it closes, which is no good idea where the file is damaged.
 * @returns what is wrong with it; undefined: nothing
 */
export function faultOfFile(file: string): string | undefined {
  let db: Database | undefined;
  try {
    db = new SQLite(file, { readonly: true, fileMustExist: true });
    return faultOf(db);
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
      return (error as Error).message;
    throw error;
  } finally {
    db?.close();
  }
}

/** What stands beside a database in WAL mode. */
const LOG_PARTS = ['-wal', '-shm'];

/** Gives the log of the last commits another name. */
export function moveLogAside(file: string, keptAs: string): void {
  for (const part of LOG_PARTS) {
    if (existsSync(file + part)) renameSync(file + part, keptAs + part);
  }
}

/** A time as part of a file name. */
export function timeForName(): string {
  return new Date().toISOString().replace(/[:.]/g, '-');
}

const damagedName = (file: string) => `${file}.damaged-`;

/** The newest damaged database that was put aside. */
function damagedCopy(file: string): string | undefined {
  const prefix = basename(damagedName(file));
  const folder = dirname(file);
  if (!existsSync(folder)) return undefined;
  const copies = readdirSync(folder).filter(
    (name) => name.startsWith(prefix) && !LOG_PARTS.some((part) => name.endsWith(part)),
  );
  // the names end in the time
  const newest = copies.toSorted((a, b) => a.localeCompare(b)).at(-1);
  return newest === undefined ? undefined : `${folder}/${newest}`;
}

function openChecked(file: string, mayBeNew: boolean): Database {
  const exists = existsSync(file);
  if (!exists && file !== ':memory:' && !mayBeNew) {
    // an empty store would look as if there had never been a cluster
    const keptAs = damagedCopy(file);
    if (keptAs !== undefined) throw new DatabaseDamagedError(file, keptAs, 'at an earlier start');
  }
  const fault = exists ? faultOfFile(file) : undefined;
  if (fault === undefined) return new SQLite(file);
  const keptAs = `${damagedName(file)}${timeForName()}`;
  renameSync(file, keptAs);
  moveLogAside(file, keptAs);
  throw new DatabaseDamagedError(file, keptAs, fault);
}

/** A consistent copy, mode 0600, whole or not there at all. A copy of that name is replaced. */
export function copyDatabase(db: Database, to: string): void {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    // the copy takes the mode of a file that is there already
    closeSync(openSync(part, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(part);
    const handle = openSync(part, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(part, to);
  } finally {
    rmSync(part, { force: true });
  }
}

function migrate(db: Database, file: string, schema: readonly string[]): void {
  const version = schemaVersion(db);
  refuseNewer(version, file, schema);
  if (version === schema.length) return;
  if (version > 0) copyDatabase(db, `${file}.before-schema-${schema.length}`);
  for (const [index, sql] of schema.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

export function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** @throws DatabaseTooNewError */
export function refuseNewer(version: number, file: string, schema = migrations): void {
  if (version <= schema.length) return;
  throw new DatabaseTooNewError(
    `The database ${file} has schema ${version}, this program knows ${schema.length}. ` +
      'Use the newer version of Clusterdesk that wrote it.',
  );
}

/**
 * Opens (and creates) the store, mode 0600, in WAL mode; every commit reaches the disk, since the
 * journal of operations lives here. Pending migrations run, each in a transaction, after a backup.
 * @param schema the migrations; a test's own
 * @param mayBeNew an empty one is begun although a damaged one lies aside
 * @throws DatabaseDamagedError, DatabaseTooNewError
 */
export function openDatabase(
  file: string,
  schema: readonly string[] = migrations,
  mayBeNew = false,
): Database {
  const db = openChecked(file, mayBeNew);
  if (file !== ':memory:') chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('busy_timeout = 5000');
  try {
    migrate(db, file, schema);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}
