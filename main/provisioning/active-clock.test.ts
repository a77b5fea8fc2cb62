import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';

/** A process that tells when 2.5 s of its own time are over. */
const PROGRAM = `
import { activeTimeout } from ${JSON.stringify(new URL('active-clock.ts', import.meta.url).href)};
activeTimeout(2500, () => console.log('over'));
console.log('started');
`;

test('time in which the process was stopped does not count', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM]);
  const began = performance.now();
  try {
    child.stdout.setEncoding('utf8');
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    // as a laptop sleeps: for longer than the whole timeout
    await delay(4000);
    child.kill('SIGCONT');
    const [said] = (await once(child.stdout, 'data')) as [string];
    expect(said.trim()).toBe('over');
    expect(performance.now() - began).toBeGreaterThan(4000);
    // the gap counted as one long tick of 2 s at most: not as the 4 s that it was
    expect(performance.now() - began).toBeGreaterThan(4400);
  } finally {
    child.kill('SIGKILL');
  }
});
