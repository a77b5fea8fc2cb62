import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { unfinishedStates } from '../../shared/contract/operation.ts';
import {
  copyDatabase,
  faultOfFile,
  moveLogAside,
  refuseNewer,
  schemaVersion,
  timeForName,
} from './database.ts';

/** A backup that cannot be used or made; its words are for the operator. */
export class BackupError extends Error {}

function mustBeSound(file: string): void {
  if (!existsSync(file)) throw new BackupError(`There is no ${file}.`);
  const fault = faultOfFile(file);
  if (fault !== undefined) throw new BackupError(`${file} is damaged (${fault}).`);
}

/**
 * Copies the database into one file, mode 0600, as it is at this moment; a control plane may be at
 * work on it. Secrets stay closed in it: their key is not part of it.
 * @throws BackupError where there is no sound database, or the file is there already
 */
export function backUp(database: string, to: string): void {
  if (existsSync(to)) throw new BackupError(`${to} is there already: name a new file.`);
  mustBeSound(database);
  const db = new SQLite(database, { readonly: true, fileMustExist: true });
  try {
    copyDatabase(db, to);
  } finally {
    db.close();
  }
  mustBeSound(to);
}

/** What a backup holds. @throws BackupError, DatabaseTooNewError where it cannot be restored */
export function inspectBackup(from: string): { unfinished: number } {
  mustBeSound(from);
  const db = new SQLite(from, { readonly: true, fileMustExist: true });
  try {
    const version = schemaVersion(db);
    refuseNewer(version, from);
    const tables = db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'operations'`);
    if (version === 0 || tables.pluck().get() === 0) {
      throw new BackupError(`${from} is a database, but none of Clusterdesk.`);
    }
    const unfinished = db
      .prepare(
        `SELECT count(*) FROM operations WHERE state IN (${unfinishedStates.map(() => '?').join(', ')})`,
      )
      .pluck()
      .get(...unfinishedStates);
    return { unfinished: Number(unfinished) };
  } finally {
    db.close();
  }
}

/** Keeps the database under a second name, so that at no moment there is none. */
function keep(database: string, keptAs: string): void {
  // a sound one takes its log in when it is closed; a damaged one keeps it beside
  if (faultOfFile(database) === undefined) new SQLite(database).close();
  try {
    linkSync(database, keptAs);
  } catch {
    copyFileSync(database, keptAs);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/**
 * Puts a backup in the place of the database. No control plane may be at work on it.
 * @returns the name under which the replaced database is kept; undefined where there was none
 * @throws BackupError, DatabaseTooNewError; the database is then as it was
 */
export function restore(from: string, database: string): string | undefined {
  inspectBackup(from);
  const fresh = `${database}.restoring`;
  const source = new SQLite(from, { readonly: true, fileMustExist: true });
  try {
    copyDatabase(source, fresh);
  } finally {
    source.close();
  }
  const existed = existsSync(database);
  const keptAs = `${database}.replaced-${timeForName()}`;
  if (existed) keep(database, keptAs);
  // a log that stayed here would be taken for the new file's
  moveLogAside(database, keptAs);
  renameSync(fresh, database);
  syncFolder(dirname(database));
  return existed ? keptAs : undefined;
}
