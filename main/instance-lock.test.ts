import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AlreadyRunningError, lockInstance } from './instance-lock.ts';
import { tempFolder } from './store/fixtures.testing.ts';

const endpoint = { url: 'http://127.0.0.1:12345', pid: process.pid, token: 'secret' };

/** Another process that holds the folder until it is killed. */
async function holder(folder: string) {
  const script = `
    import { lockInstance } from ${JSON.stringify(join(import.meta.dirname, 'instance-lock.ts'))};
    const lock = lockInstance(process.argv[1]);
    lock.publish({ url: 'http://127.0.0.1:54321', pid: process.pid, token: '' });
    process.stdout.write('held');
    // as long as somebody has it: one that is forgotten is collected, and with it the lock
    setInterval(() => lock, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

test('a second control plane on a folder is refused with the address of the first', async () => {
  const folder = tempFolder();
  const { kill } = await holder(folder);
  expect(() => lockInstance(folder)).toThrow(
    expect.objectContaining({
      url: 'http://127.0.0.1:54321',
      message: expect.stringContaining(folder),
    }),
  );
  expect(() => lockInstance(folder)).toThrow(AlreadyRunningError);
  await kill();
});

test('a folder is free at once when its holder was killed, whatever it left', async () => {
  const folder = tempFolder();
  const { kill } = await holder(folder);
  await kill();
  expect(existsSync(join(folder, 'endpoint.json'))).toBe(true);
  const lock = lockInstance(folder);
  // what the dead one published is nobody's address any more
  expect(existsSync(join(folder, 'endpoint.json'))).toBe(false);
  lock.release();
});

test('who asks before the address is known is refused all the same', () => {
  const folder = tempFolder();
  const lock = lockInstance(folder);
  expect(() => lockInstance(folder)).toThrow(expect.objectContaining({ url: '' }));
  lock.release();
  lockInstance(folder).release();
});

test('the address and its token are for the same user alone, and go with the run', () => {
  const folder = tempFolder();
  const file = join(folder, 'endpoint.json');
  const lock = lockInstance(folder);
  lock.publish(endpoint);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(endpoint);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  lock.release();
  expect(existsSync(file)).toBe(false);
  lock.release();
});

test('two folders know nothing of each other', () => {
  const locks = [tempFolder(), tempFolder()].map(lockInstance);
  for (const lock of locks) lock.release();
  expect(locks).toHaveLength(2);
});
