// The lock-file check: exact pins, and every platform's optional packages present.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { report, type Offence } from './check.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What of a package-lock.json (version 3) the check reads. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** What of a package.json the check reads. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * Finds optional packages that a locked package names and the lock file does not hold. `npm install`
 * writes such a lock file without a word where the registry lacks a platform's binary; `npm ci` on
 * that platform then fails, or the program starts there without its native part.
 */
export function missingOptionals(lock: LockFile): Offence[] {
  return Object.entries(lock.packages).flatMap(([path, { version, optionalDependencies = {} }]) => {
    const missing = Object.keys(optionalDependencies).filter((name) => !holds(lock, path, name));
    if (missing.length === 0) return [];
    const who = `${path.replace(/^.*node_modules\//, '') || 'package.json'}@${version ?? '?'}`;
    return [{ file: 'package-lock.json', message: `${who} lacks ${missing.join(', ')}` }];
  });
}

/** Node's own look-up: the package's node_modules, then each one above it. */
function holds(lock: LockFile, path: string, name: string): boolean {
  for (let at: string | null = path; at !== null; at = parentOf(at)) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in lock.packages) return true;
  }
  return false;
}

function parentOf(path: string): string | null {
  if (path === '') return null;
  const cut = path.lastIndexOf('/node_modules/');
  return cut === -1 ? '' : path.slice(0, cut);
}

/** Finds dependencies that are not pinned to one version. */
export function loosePins(manifest: Manifest): Offence[] {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, range]) => !EXACT.test(range))
    .map(([name, range]) => ({
      file: 'package.json',
      message: `${name} is "${range}", not one exact version`,
    }));
}

if (import.meta.main) {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  const lock = read('package-lock.json') as LockFile;
  const offences = [...missingOptionals(lock), ...loosePins(read('package.json') as Manifest)];
  report(offences, `${Object.keys(lock.packages).length} locked packages, none missing`);
}
