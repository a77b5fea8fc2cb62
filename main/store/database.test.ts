import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import {
  DatabaseDamagedError,
  DatabaseTooNewError,
  openDatabase,
  schemaVersion,
} from './database.ts';
import { tempFolder } from './fixtures.testing.ts';
import { migrations } from './migrations/index.ts';

const file = () => join(tempFolder(), 'clusterdesk.db');
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

function failureOf(open: () => unknown): unknown {
  try {
    open();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Rows that stand in the log of commits only, as after a killed process. */
function withHotLog(path: string): void {
  const script = `
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'database.ts'))};
    const db = openDatabase(process.argv[1]);
    const add = db.prepare('INSERT INTO settings VALUES (?, ?)');
    db.transaction(() => {
      for (let i = 0; i < 500; i += 1) add.run('old' + i, 'x'.repeat(200));
    })();
    db.pragma('wal_checkpoint(TRUNCATE)');
    add.run('newest', 'in the log');
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script, path]);
}

function damage(path: string): void {
  const handle = openSync(path, 'r+');
  const { size } = statSync(path);
  writeSync(handle, Buffer.alloc(size - 8192, 0x41), 0, size - 8192, 8192);
  closeSync(handle);
}

test('every commit reaches the disk, and only the owner reads the file', () => {
  const path = file();
  const db = openDatabase(path);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  db.exec(`INSERT INTO settings VALUES ('a', 'b')`);
  expect([path, `${path}-wal`].map(mode)).toEqual(['600', '600']);
  db.close();
});

test('what was committed before a kill is there afterwards', () => {
  const path = file();
  withHotLog(path);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  const db = openDatabase(path);
  expect(db.prepare(`SELECT value FROM settings WHERE key = 'newest'`).get()).toEqual({
    value: 'in the log',
  });
  db.close();
});

const FIRST = `CREATE TABLE things (name TEXT); INSERT INTO things VALUES ('kept');`;

test('pending migrations run in order after a backup that only the owner reads', () => {
  const path = file();
  openDatabase(path, [FIRST]).close();
  const db = openDatabase(path, [
    FIRST,
    `INSERT INTO things VALUES ('second')`,
    'DELETE FROM things',
  ]);
  expect(schemaVersion(db)).toBe(3);
  expect(db.prepare('SELECT * FROM things').all()).toEqual([]);
  db.close();
  const backup = `${path}.before-schema-3`;
  expect(mode(backup)).toBe('600');
  const old = new SQLite(backup, { readonly: true });
  expect(schemaVersion(old)).toBe(1);
  expect(old.prepare('SELECT name FROM things').all()).toEqual([{ name: 'kept' }]);
  old.close();
});

test('a migration that fails leaves nothing of itself, and can be tried again', () => {
  const path = file();
  openDatabase(path, [FIRST]).close();
  const broken = [FIRST, `INSERT INTO things VALUES ('half'); INSERT INTO none VALUES (1)`];
  expect(() => openDatabase(path, broken)).toThrow('no such table');
  const mended = openDatabase(path, [FIRST, `INSERT INTO things VALUES ('whole')`]);
  expect(mended.prepare('SELECT name FROM things').pluck().all()).toEqual(['kept', 'whole']);
  mended.close();
});

test('a schema of a later version is refused and left as it is', () => {
  const path = file();
  const db = openDatabase(path);
  db.pragma(`user_version = ${migrations.length + 1}`);
  db.close();
  const before = readFileSync(path);
  expect(() => openDatabase(path)).toThrow(DatabaseTooNewError);
  expect(() => openDatabase(path)).toThrow(/newer version of Clusterdesk/);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('what is no database is kept aside and explained', () => {
  const path = file();
  writeFileSync(path, 'this is no database, whatever its name says '.repeat(100));
  const error = failureOf(() => openDatabase(path));
  expect(error).toBeInstanceOf(DatabaseDamagedError);
  const { keptAs, message } = error as DatabaseDamagedError;
  expect(message).toContain(keptAs);
  expect(message).toContain('npm run restore');
  expect(existsSync(path)).toBe(false);
  expect(readFileSync(keptAs, 'utf8')).toContain('whatever its name says');
  // again and again, until somebody decides
  const again = [1, 2].map(() => failureOf(() => openDatabase(path)));
  expect(again).toMatchObject([{ keptAs }, { keptAs }]);
  expect(existsSync(path)).toBe(false);
  openDatabase(path, undefined, true).close();
  openDatabase(path).close();
});

test('a damaged database is kept with its log of the last commits, byte for byte', () => {
  const path = file();
  withHotLog(path);
  damage(path);
  const copy = `${path}.copy`;
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
  const error = failureOf(() => openDatabase(path));
  expect(error).toBeInstanceOf(DatabaseDamagedError);
  const { keptAs } = error as DatabaseDamagedError;
  for (const suffix of ['', '-wal']) {
    expect(readFileSync(keptAs + suffix).equals(readFileSync(copy + suffix))).toBe(true);
  }
  const left = readdirSync(dirname(path)).filter((name) => !name.includes('.copy'));
  expect(left.every((name) => name.startsWith(basename(keptAs)))).toBe(true);
});

test('a damaged database without a log is kept too', () => {
  const path = file();
  const db = openDatabase(path);
  const add = db.prepare('INSERT INTO settings VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 0; i < 500; i += 1) add.run(`key${i}`, 'x'.repeat(200));
  })();
  db.close();
  damage(path);
  const damaged = readFileSync(path);
  const error = failureOf(() => openDatabase(path));
  expect(error).toBeInstanceOf(DatabaseDamagedError);
  expect(readFileSync((error as DatabaseDamagedError).keptAs).equals(damaged)).toBe(true);
});
