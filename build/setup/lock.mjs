import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

/**
 * Runs work while this process alone holds the lock file; a second one waits. The lock of a
 * process that has died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await mkdir(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    let told = false;
    while (!(await take(mine, file))) {
      const holder = await readHolder(file);
      if (holder !== null && !isAlive(holder)) {
        await takeOver(file, holder);
        continue;
      }
      if (!told && holder !== null) {
        say(`waiting for process ${holder}, which is at the same work (lock: ${file})`);
        told = true;
      }
      await sleep(200);
    }
    try {
      return await work();
    } finally {
      await rm(file, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/**
 * Linking is the one step that both creates the lock with its content and fails if there is one.
 * @param {string} mine
 * @param {string} file
 */
async function take(mine, file) {
  try {
    await link(mine, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
async function readHolder(file) {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Moves a dead process's lock aside. Should another process have renewed it between our look and
 * our move, its lock is put back.
 * @param {string} file
 * @param {number} dead
 */
async function takeOver(file, dead) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readHolder(aside)) !== dead) await take(aside, file);
  await rm(aside, { force: true });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
