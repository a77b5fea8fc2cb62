// backup --data DIR --to FILE, restore --data DIR --from FILE: copies of the store.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlreadyRunningError, lockInstance } from '../instance-lock.ts';
import { backUp, inspectBackup, restore } from '../store/backup.ts';

/** The codes of the headless entry. */
const EXIT = { failed: 1, usage: 2, alreadyRunning: 3 } as const;

const USAGE = `Usage: npm run backup -- --data DIR --to FILE
       npm run restore -- --data DIR --from FILE

  --data DIR   folder of the store
  --to FILE    new file for the copy; a control plane may be running on DIR meanwhile
  --from FILE  a copy that backup made; none may be running. What it replaces is kept beside it.

The key of the secrets is not in the copy: keep the key file, or the keychain's entry, as well.
`;

class UsageError extends Error {}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** The value of each option, as a full path. All that is missing is told at once. */
function pathsOf<N extends string>(args: string[], names: readonly N[]): Record<N, string> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const missing = names.filter((name) => !values[name]).map((name) => `--${name} is missing`);
  if (missing.length > 0) throw new UsageError(missing.join('; '));
  const paths = names.map((name) => [name, resolve(String(values[name]))]);
  return Object.fromEntries(paths) as Record<N, string>;
}

const databaseOf = (dataDir: string) => join(dataDir, 'clusterdesk.db');

function runBackup(args: string[]): void {
  const { data, to } = pathsOf(args, ['data', 'to']);
  backUp(databaseOf(data), to);
  say(`The store of ${data} is copied to ${to}.`);
}

function runRestore(args: string[]): void {
  const { data, from } = pathsOf(args, ['data', 'from']);
  const { unfinished } = inspectBackup(from);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const lock = lockInstance(data);
  try {
    const keptAs = restore(from, databaseOf(data));
    say(`${from} is the store of ${data} now.`);
    if (keptAs !== undefined) say(`The replaced one is kept as ${keptAs}.`);
    if (unfinished > 0) {
      say(`Operations under way when the copy was made go on at the next start: ${unfinished}.`);
    }
  } finally {
    lock.release();
  }
}

function explain(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  const usage = error instanceof UsageError;
  process.stderr.write(`clusterdesk: ${message}\n${usage ? `\n${USAGE}` : ''}`);
  if (usage) return EXIT.usage;
  return error instanceof AlreadyRunningError ? EXIT.alreadyRunning : EXIT.failed;
}

try {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'restore') runRestore(args);
  else if (command === 'backup') runBackup(args);
  else throw new UsageError(`say backup or restore, not "${command ?? ''}"`);
} catch (error) {
  process.exitCode = explain(error);
}
