import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LOCK_FOLDER } from './paths.ts';

/**
 * Runs `work` while no other process holds the lock of this name. The lock is flock(2), held by a
 * child process whose input is a pipe from us: if we die in any way, the pipe closes and the lock
 * is free again. Lock files stay, for removing one would open a race.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(LOCK_FOLDER, name);
  await mkdir(path.dirname(file), { recursive: true });
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<never>((_, reject) => {
    holder.once('error', reject);
    holder.once('exit', (code) => reject(new Error(`lock ${file}: flock ended with ${code}`)));
  });
  ended.catch(() => undefined);
  await Promise.race([once(holder.stdout, 'data'), ended]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended.catch(() => undefined);
  }
}
