import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { ROOT, TOOLS } from './paths.mjs';
import { say } from './say.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Makes node_modules what package-lock.json says, by `npm ci`, unless it is so already.
 * @param {string} node the Node to run npm under
 */
export async function ensureDependencies(node) {
  if (await areInstalled()) return;
  await withLock(join(TOOLS, 'setup.lock'), async () => {
    if (await areInstalled()) return;
    say('installing the packages of package-lock.json (npm ci)');
    await npm(['ci'], { node });
  });
}

/**
 * Compares the lock file with the record that npm writes into node_modules as the last step of
 * every install, so that an interrupted install and a changed lock file are both seen.
 */
async function areInstalled() {
  const [locked, installed] = await Promise.all([
    packagesOf(join(ROOT, 'package-lock.json')),
    packagesOf(join(ROOT, 'node_modules', '.package-lock.json')),
  ]);
  if (locked === null) throw new Error('package-lock.json is missing');
  return installed !== null && isSatisfied(locked, installed);
}

/**
 * Whether what is installed is what is locked. Optional packages may be absent: most of them are
 * other platforms' binaries.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function isSatisfied(locked, installed) {
  const wanted = Object.entries(locked).filter(([path]) => path !== '');
  const known = new Set(wanted.map(([path]) => path));
  return (
    Object.keys(installed).every((path) => known.has(path)) &&
    wanted.every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (found === undefined) return optional === true;
      return found.version === version && found.integrity === integrity;
    })
  );
}

/**
 * @param {string} file
 * @returns {Promise<LockedPackages | null>}
 */
async function packagesOf(file) {
  try {
    const lock = /** @type {{ packages: LockedPackages }} */ (
      JSON.parse(await readFile(file, 'utf8'))
    );
    return lock.packages;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
