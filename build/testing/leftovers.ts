import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { hasEnded, ownerFor, ownerSchema } from '../../test/lab/owner.ts';

const PREFIX = 'clusterdesk-test-';
const OWNER_FILE = 'owner.json';
/** In the environment of everything that a run starts: the name of its folder. */
export const RUN_VARIABLE = 'CLUSTERDESK_TEST_RUN';

/**
 * A folder for all that one run of the tests writes. It says whose it is, so that a later run
 * knows what is left of one that was killed.
 */
export async function makeRunFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // processes are told apart by what only Linux shows of them
  if (process.platform === 'linux') {
    writeFileSync(join(folder, OWNER_FILE), JSON.stringify(await ownerFor(process.pid)));
  }
  return folder;
}

/** What a run tells everything that it starts. */
export function runEnvironment(folder: string): NodeJS.ProcessEnv {
  return { [RUN_VARIABLE]: basename(folder), TMPDIR: folder };
}

/**
 * Ends the processes and removes the folders of runs that have ended themselves.
 * @returns the names of those folders
 */
export async function removeLeftovers(): Promise<string[]> {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  const abandoned: string[] = [];
  for (const name of names) if (await isAbandoned(name)) abandoned.push(name);
  if (abandoned.length === 0) return [];
  killMarked(new Set(abandoned));
  for (const name of abandoned) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  return abandoned;
}

const readOwner = (name: string): unknown => {
  try {
    return JSON.parse(readFileSync(join(tmpdir(), name, OWNER_FILE), 'utf8'));
  } catch {
    return undefined; // being made at this moment, or no run's folder
  }
};

async function isAbandoned(name: string): Promise<boolean> {
  const owner = z.safeParse(ownerSchema, readOwner(name));
  return owner.success && (await hasEnded(owner.data));
}

function killMarked(runs: ReadonlySet<string>): void {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const mark = environment.find((entry) => entry.startsWith(`${RUN_VARIABLE}=`));
      if (mark && runs.has(mark.slice(RUN_VARIABLE.length + 1))) {
        process.kill(Number(pid), 'SIGKILL');
      }
    } catch {
      // it has ended, or is somebody else's
    }
  }
}
