import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSatisfied } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { fits } from './node.mjs';

test.each([
  ['20.20.2', false],
  ['24.14.9', false],
  ['24.15.0', true],
  ['24.21.0', true],
  ['25.0.0', false],
])('Node %s fits: %s', (version, expected) => {
  expect(fits(version)).toBe(expected);
});

test('sees whether the locked packages are installed', () => {
  const locked = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/other-platform': { version: '1.0.0', integrity: 'y', optional: true },
  };
  const a = { version: '1.0.0', integrity: 'x' };
  expect(isSatisfied(locked, { 'node_modules/a': a })).toBe(true);
  expect(isSatisfied(locked, {})).toBe(false);
  expect(isSatisfied(locked, { 'node_modules/a': { ...a, version: '1.0.1' } })).toBe(false);
  expect(isSatisfied(locked, { 'node_modules/a': { ...a, integrity: 'z' } })).toBe(false);
  expect(isSatisfied(locked, { 'node_modules/a': a, 'node_modules/left-over': a })).toBe(false);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterdesk lock '));
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts processes that each add two lines under the lock; other lines in between show a fault. */
async function contend(count: number): Promise<string[]> {
  const log = join(folder, 'log');
  const script = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
    await withLock(${JSON.stringify(join(folder, 'lock'))}, async () => {
      appendFileSync(${JSON.stringify(log)}, process.pid + '\\n');
      await sleep(20);
      appendFileSync(${JSON.stringify(log)}, process.pid + '\\n');
    });`;
  const ends = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
    });
    return new Promise((resolve) => child.once('close', resolve));
  });
  expect(await Promise.all(ends)).toEqual(Array.from({ length: count }, () => 0));
  return (await readFile(log, 'utf8')).trim().split('\n');
}

test('only one process at a time holds a lock, and nothing is left of it', async () => {
  const lines = await contend(5);
  expect(lines).toHaveLength(10);
  for (let i = 0; i < 10; i += 2) expect(lines[i]).toBe(lines[i + 1]);
  expect(await readdir(folder)).toEqual(['log']);
});

test('takes over the lock of a process that has died', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => dead.once('close', resolve));
  await writeFile(join(folder, 'lock'), String(dead.pid));
  expect(await contend(4)).toHaveLength(8);
  expect(await readdir(folder)).toEqual(['log']);
});

test('gives the lock back when the work fails', async () => {
  const fail = () => Promise.reject(new Error('work'));
  await expect(withLock(join(folder, 'lock'), fail)).rejects.toThrow('work');
  expect(await readdir(folder)).toEqual([]);
});
