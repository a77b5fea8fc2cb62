import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LOCK_FOLDER } from './paths.ts';

/** Lets go of a lock. */
export type Release = () => Promise<void>;

/** What flock(1) ends with where the lock is taken and it was told not to wait. */
const TAKEN = 9;

/**
 * Runs `work` while no other process holds the lock of this name. The lock is flock(2), held by a
 * child process whose input is a pipe from us: if we die in any way, the pipe closes and the lock
 * is free again. Lock files stay, for removing one would open a race.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(name, ['--exclusive']);
  try {
    return await work();
  } finally {
    await release?.();
  }
}

/** Takes the lock of this name where nobody has it; undefined where somebody has. */
export function tryLock(name: string): Promise<Release | undefined> {
  return acquire(name, ['--exclusive', '--nonblock', '--conflict-exit-code', String(TAKEN)]);
}

async function acquire(name: string, how: string[]): Promise<Release | undefined> {
  const file = path.join(LOCK_FOLDER, name);
  await mkdir(path.dirname(file), { recursive: true });
  const holder = spawn('flock', [...how, file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    holder.once('error', reject);
    holder.once('exit', resolve);
  });
  const code = await Promise.race([once(holder.stdout, 'data').then(() => undefined), ended]);
  if (code === TAKEN) return undefined;
  if (code !== undefined) throw new Error(`lock ${file}: flock ended with ${code}`);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
