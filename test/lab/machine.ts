import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { STATE_FOLDER } from './paths.ts';

/**
 * The kernel limits that all hosts share, for they are not namespaced: every systemd and dockerd
 * takes inotify instances of the one root user, and the neighbour table is one for all networks.
 * `up` raises those that are lower, the last `down` puts the old values back.
 */
const MINIMUMS: Record<string, number> = {
  'fs/inotify/max_user_instances': 8192,
  'net/ipv4/neigh/default/gc_thresh2': 4096,
  'net/ipv4/neigh/default/gc_thresh3': 8192,
};

const RECORD = path.join(STATE_FOLDER, 'machine.json');
const sysctl = (key: string): string => path.join('/proc/sys', key);

async function recorded(): Promise<Record<string, number>> {
  const text = await readFile(RECORD, 'utf8').catch(() => '{}');
  return z.record(z.string(), z.number()).parse(JSON.parse(text));
}

/** Raises the shared limits; the old values are written down first. Call under the machine lock. */
export async function raiseLimits(): Promise<void> {
  const before = await recorded();
  for (const [key, minimum] of Object.entries(MINIMUMS)) {
    const value = Number(await readFile(sysctl(key), 'utf8'));
    if (value >= minimum) continue;
    before[key] ??= value;
    await writeFile(RECORD, JSON.stringify(before));
    await writeFile(sysctl(key), String(minimum));
  }
}

/** Puts the limits back as they were before the first lab. Call under the machine lock. */
export async function restoreLimits(): Promise<void> {
  for (const [key, value] of Object.entries(await recorded())) {
    await writeFile(sysctl(key), String(value));
  }
  await rm(RECORD, { force: true });
}
