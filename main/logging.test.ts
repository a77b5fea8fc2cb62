import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogger } from './logging.ts';
import { tempFolder } from './store/fixtures.testing.ts';

const MIB = 1024 * 1024;

function world() {
  const data = tempFolder();
  const folder = join(data, 'logs');
  mkdirSync(folder);
  const file = (suffix = '') => join(folder, `clusterdesk.log${suffix}`);
  return { data, folder, file };
}

test('each line is JSON and on the disk at once, for the owner alone', () => {
  const data = tempFolder();
  createLogger(data).info({ operation: 'abc' }, 'ended');
  const path = join(data, 'logs', 'clusterdesk.log');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ operation: 'abc', msg: 'ended' });
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(join(data, 'logs')).mode & 0o777).toString(8)).toBe('700');
});

test('a start goes on with a small log and turns a large one over, the oldest goes', () => {
  const { data, folder, file } = world();
  writeFileSync(file(), 'small\n');
  createLogger(data).info('appended');
  expect(readFileSync(file(), 'utf8')).toMatch(/^small\n.*appended/);
  for (let n = 1; n <= 5; n += 1) {
    writeFileSync(file(), `log ${n}\n`);
    truncateSync(file(), 10 * MIB);
    createLogger(data).info('new');
    expect(statSync(file()).size).toBeLessThan(1000);
  }
  expect(readdirSync(folder).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'clusterdesk.log',
    'clusterdesk.log.1',
    'clusterdesk.log.2',
    'clusterdesk.log.3',
  ]);
  const kept = ['.1', '.2', '.3'].map((suffix) => readFileSync(file(suffix), 'utf8').slice(0, 5));
  expect(kept).toEqual(['log 5', 'log 4', 'log 3']);
});

test('fields that may carry a secret are taken out at every depth that is logged', () => {
  const data = tempFolder();
  const secret = 'hunter2';
  createLogger(data).error(
    {
      password: secret,
      node: { privateKey: secret, passphrase: secret, host: '10.0.0.1' },
      request: { body: { sudoPassword: secret, token: secret } },
      req: { headers: { authorization: secret, cookie: secret } },
    },
    'failed',
  );
  const text = readFileSync(join(data, 'logs', 'clusterdesk.log'), 'utf8');
  expect(text).not.toContain(secret);
  expect(text).toContain('10.0.0.1');
});
