import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { TOOLS } from './paths.mjs';
import { SetupError, say } from './say.mjs';

/** The Node that is fetched where the machine's own does not fit package.json's engines. */
export const NODE_VERSION = '24.21.0';

const PLATFORMS = new Set(
  ['linux', 'darwin', 'win'].flatMap((system) => [`${system}-x64`, `${system}-arm64`]),
);

/**
 * Whether a Node fits: 24.15 or a later 24 (package.json's engines).
 * @param {string} version as in process.versions.node
 */
export function fits(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 24 && minor >= 15;
}

/**
 * The path of a fitting Node: the running one, or one fetched from npm into .tools. Nothing of the
 * system is changed. Also puts that Node first in PATH, for npm and for every tool started later.
 * @returns {Promise<string>}
 */
export async function ensureNode() {
  const node = fits(process.versions.node) ? process.execPath : await fetchedNode();
  process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  return node;
}

async function fetchedNode() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  if (!PLATFORMS.has(platform)) {
    throw new SetupError(`Node 24.15 or a later 24 is needed; npm has none for ${platform}`);
  }
  const folder = join(TOOLS, 'node_modules', `node-${platform}`);
  const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (await isInstalled(folder, node)) return node;
  await withLock(join(TOOLS, 'setup.lock'), async () => {
    if (await isInstalled(folder, node)) return;
    say(`Node ${process.versions.node} is not Node 24; fetching ${NODE_VERSION} into .tools`);
    await npm(['install', '--no-save', '--prefix', TOOLS, `node-${platform}@${NODE_VERSION}`], {
      cwd: TOOLS,
    });
  });
  return node;
}

/**
 * @param {string} folder
 * @param {string} node
 */
async function isInstalled(folder, node) {
  const manifest = join(folder, 'package.json');
  if (!existsSync(node) || !existsSync(manifest)) return false;
  const found = /** @type {{ version: string }} */ (JSON.parse(await readFile(manifest, 'utf8')));
  return found.version === NODE_VERSION;
}
