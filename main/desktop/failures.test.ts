import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { startControlPlane, type ControlPlane } from '../control-plane.ts';
import { describeFailure } from './failures.ts';

let folder: string;
const running: ControlPlane[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-failures-'));
});
afterEach(async () => {
  for (const controlPlane of running.splice(0)) await controlPlane.stop();
  rmSync(folder, { recursive: true });
});

async function start(keyFile = 'key', port = 0): Promise<unknown> {
  try {
    running.push(
      await startControlPlane({
        dataDir: join(folder, 'data'),
        keyFile: join(folder, keyFile),
        port,
        version: '0.0.0',
      }),
    );
    return undefined;
  } catch (error) {
    return error;
  }
}

test('each way in which a real start fails has a title and a fix of its own', async () => {
  const titles: string[] = [];
  const expectFailure = (error: unknown, title: string, message: RegExp): void => {
    const failure = describeFailure(error, 'en-US');
    expect(failure.title).toBe(title);
    expect(failure.message).toMatch(message);
    expect(describeFailure(error, 'zh-CN').title).toMatch(/\p{Script=Han}/u);
    titles.push(failure.fix);
  };

  writeFileSync(join(folder, 'bad'), 'nonsense', { mode: 0o600 });
  expectFailure(await start('bad'), 'No key for the stored secrets', /not a data key/);

  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expectFailure(await start('key', port), 'The port is in use', /EADDRINUSE/);
  server.close();

  expect(await start()).toBeUndefined();
  expectFailure(await start(), 'Clusterdesk is running already', /http:\/\/127\.0\.0\.1:\d+/);
  for (const controlPlane of running.splice(0)) await controlPlane.stop();

  writeFileSync(join(folder, 'other'), `${Buffer.alloc(32, 1).toString('base64')}\n`, {
    mode: 0o600,
  });
  expectFailure(await start('other'), 'The key does not fit the stored secrets', /\w/);

  writeFileSync(join(folder, 'data', 'clusterdesk.db'), 'no database at all, just words');
  expectFailure(await start(), 'The database is damaged', /kept as/);
  expect(new Set(titles).size).toBe(5);
});

test('what nobody foresaw says what happened', () => {
  const error = new Error('EROFS: read-only file system');
  expect(describeFailure(error, 'en-US')).toEqual({
    title: 'Clusterdesk cannot start',
    message: 'Something went wrong inside Clusterdesk.\nError: EROFS: read-only file system',
    fix: 'Start again. If it happens again, report it together with the log file.',
  });
});

test('what nobody foresaw is told in the language of the system, but for its cause', () => {
  const { title, message, fix } = describeFailure(new Error('EROFS: read-only'), 'zh-CN');
  const [what, cause] = message.split('\n');
  for (const text of [title, what, fix]) expect(text).toMatch(/\p{Script=Han}/u);
  expect(cause).toBe('Error: EROFS: read-only');
});

test('a full disk is told as one', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  expect(describeFailure(error, 'en-US')).toMatchObject({
    title: 'The disk is full',
    message: expect.stringContaining('ENOSPC') as unknown,
  });
  expect(describeFailure(error, 'zh-CN').title).toBe('磁盘已满');
});

test('an error of the table keeps its own words', () => {
  const error = new ControlPlaneError('E12003', 'The log cannot be opened.');
  expect(describeFailure(error, 'en-US')).toMatchObject({
    title: 'Internal error',
    message: 'The log cannot be opened.',
  });
});
