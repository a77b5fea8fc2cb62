import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { lockInstance } from '../instance-lock.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { openStore, someCluster, someOperation, tempFolder } from '../store/fixtures.testing.ts';

const script = join(import.meta.dirname, 'backup.ts');
const runFile = promisify(execFile);

async function run(...args: string[]) {
  const ended = runFile(process.execPath, [script, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
  return ended;
}

const databaseOf = (data: string) => join(data, 'clusterdesk.db');

function put(db: Database, ...keys: string[]): void {
  for (const key of keys) db.prepare('INSERT INTO settings VALUES (?, ?)').run(key, 'set');
}

function keysOf(file: string): unknown[] {
  const db = openDatabase(file);
  const keys = db.prepare('SELECT key FROM settings ORDER BY key').pluck().all();
  db.close();
  return keys;
}

/** A folder with a store, the name for a copy of it, and a folder for it to be restored in. */
function world() {
  const folder = tempFolder();
  const data = tempFolder();
  const db = openDatabase(databaseOf(data));
  return { folder, data, db, copy: join(folder, 'copy.db') };
}

test('a copy that is made while the store is written to is whole, and can be restored', async () => {
  const { data, db, copy } = world();
  const lock = lockInstance(data);
  put(db, 'a', 'b');
  let written = 0;
  const writing = setInterval(() => put(db, `later${(written += 1)}`), 1);
  const made = await run('backup', '--data', data, '--to', copy);
  clearInterval(writing);
  lock.release();
  db.close();
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(written).toBeGreaterThan(0);
  expect((statSync(copy).mode & 0o777).toString(8)).toBe('600');

  const other = join(tempFolder(), 'new');
  expect(await run('restore', '--data', other, '--from', copy)).toMatchObject({ code: 0 });
  const keys = keysOf(databaseOf(other));
  expect(keys).toContain('a');
  // commits are there in their order, without a gap
  const later = keys.filter((key) => String(key).startsWith('later'));
  const first = Array.from({ length: later.length }, (_, index) => `later${index + 1}`);
  expect(new Set(later)).toEqual(new Set(first));
});

test('what a restore replaces is kept, with its last commits', async () => {
  const { data, db, copy } = world();
  put(db, 'old');
  expect((await run('backup', '--data', data, '--to', copy)).code).toBe(0);
  put(db, 'new');
  db.close();
  const { code, stdout } = await run('restore', '--data', data, '--from', copy);
  expect(code).toBe(0);
  expect(keysOf(databaseOf(data))).toEqual(['old']);
  const kept = readdirSync(data).find((name) => /\.replaced-[^.]*$/.test(name)) ?? '';
  expect(stdout).toContain(join(data, kept));
  expect(keysOf(join(data, kept))).toEqual(['new', 'old']);
});

test('a damaged store is replaced and kept, byte for byte', async () => {
  const { data, db, copy } = world();
  put(db, 'old');
  expect((await run('backup', '--data', data, '--to', copy)).code).toBe(0);
  db.close();
  writeFileSync(databaseOf(data), 'damaged beyond all reading '.repeat(1000));
  expect((await run('restore', '--data', data, '--from', copy)).code).toBe(0);
  expect(keysOf(databaseOf(data))).toEqual(['old']);
  const kept = readdirSync(data).find((name) => name.includes('.replaced-')) ?? '';
  expect(readFileSync(join(data, kept), 'utf8')).toMatch(/^damaged beyond/);
});

test('a restore is refused while a control plane runs, and changes nothing', async () => {
  const { data, db, copy } = world();
  expect((await run('backup', '--data', data, '--to', copy)).code).toBe(0);
  put(db, 'new');
  const lock = lockInstance(data);
  lock.publish({ url: 'http://127.0.0.1:12345', pid: process.pid, token: '' });
  const before = readdirSync(data);
  const refused = await run('restore', '--data', data, '--from', copy);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('http://127.0.0.1:12345');
  expect(readdirSync(data)).toEqual(before);
  lock.release();
  db.close();
  expect(keysOf(databaseOf(data))).toEqual(['new']);
});

test('a restore tells how many operations will go on', async () => {
  const { file, clusters, operations } = openStore();
  const cluster = someCluster();
  clusters.insert(cluster);
  operations.insert(someOperation(cluster, { state: 'running' }));
  operations.insert(someOperation(cluster, { state: 'succeeded' }));
  const copy = join(tempFolder(), 'copy.db');
  expect((await run('backup', '--data', dirname(file), '--to', copy)).code).toBe(0);
  const { stdout } = await run('restore', '--data', tempFolder(), '--from', copy);
  expect(stdout).toContain('go on at the next start: 1.');
});

test('what is no backup is refused before anything is touched', async () => {
  const { folder, data, db } = world();
  put(db, 'mine');
  db.close();
  const file = (name: string, schema: readonly string[], version?: number) => {
    const path = join(folder, name);
    const made = openDatabase(path, schema);
    if (version !== undefined) made.pragma(`user_version = ${version}`);
    made.close();
    return path;
  };
  const text = join(folder, 'text');
  writeFileSync(text, 'no database '.repeat(500));
  const before = readdirSync(data);
  for (const [from, why] of [
    [join(folder, 'none'), 'There is no'],
    [text, 'is damaged'],
    [file('other.db', ['CREATE TABLE things (name TEXT)']), 'none of Clusterdesk'],
    [file('newer.db', ['CREATE TABLE operations (state TEXT)'], 999), 'newer version'],
  ] as const) {
    const refused = await run('restore', '--data', data, '--from', from);
    expect(refused.stderr).toContain(why);
    expect(refused.code).toBe(1);
  }
  expect(readdirSync(data)).toEqual(before);
  expect(keysOf(databaseOf(data))).toEqual(['mine']);
});

test('a copy never replaces a file, and wrong arguments are all told', async () => {
  const { folder, data, db, copy } = world();
  db.close();
  writeFileSync(copy, 'mine');
  expect((await run('backup', '--data', data, '--to', copy)).stderr).toContain('is there already');
  expect(readFileSync(copy, 'utf8')).toBe('mine');
  const nothing = await run('backup', '--data', folder, '--to', join(folder, 'new'));
  expect(nothing).toMatchObject({ code: 1 });
  expect(nothing.stderr).toContain('There is no');
  const usage = await run('restore');
  expect(usage.code).toBe(2);
  expect(usage.stderr).toContain('--data is missing; --from is missing');
});
