// build [renderer] [--if-changed]: builds the app, or the page alone, into out/.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../setup/child.mjs';
import { withLock } from '../setup/lock.mjs';
import { ROOT, TOOLS } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';
import { explained } from './arguments.ts';
import { tool } from './tool.ts';

/** What each build depends on, and what it leaves when it is complete. */
const BUILDS = {
  all: {
    sources: ['main', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'],
    results: ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'],
  },
  renderer: {
    sources: ['renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'],
    results: ['out/renderer/index.html'],
  },
};

type BuildName = keyof typeof BUILDS;

/** Names, sizes and times of all files below the given paths, as one hash. */
async function fingerprint(paths: readonly string[]): Promise<string> {
  const lines = await Promise.all(paths.map(describe));
  return createHash('sha256').update(lines.flat().join('\n')).digest('hex');
}

async function describe(path: string): Promise<string[]> {
  const full = join(ROOT, path);
  const info = await stat(full).catch(() => null);
  if (info === null) return [`${path} missing`];
  if (!info.isDirectory()) return [`${path} ${info.size} ${info.mtimeMs}`];
  const names = (await readdir(full)).toSorted();
  return (await Promise.all(names.map((name) => describe(join(path, name))))).flat();
}

async function isCurrent(name: BuildName, print: string): Promise<boolean> {
  const built = await readFile(stampOf(name), 'utf8').catch(() => null);
  return built === print && BUILDS[name].results.every((file) => existsSync(join(ROOT, file)));
}

function stampOf(name: BuildName): string {
  return join(ROOT, 'out', `.built-${name}`);
}

async function build(name: BuildName): Promise<number> {
  if (name === 'renderer') process.env.CLUSTERDESK_BUILD = 'renderer';
  const quiet = ['--logLevel', 'warn', '--ignoreConfigWarning'];
  return await run(process.execPath, [tool('electron-vite'), 'build', ...quiet]);
}

const { values, positionals } = explained(() =>
  parseArgs({
    options: { 'if-changed': { type: 'boolean', default: false } },
    allowPositionals: true,
  }),
);
const name: BuildName = positionals[0] === 'renderer' ? 'renderer' : 'all';

process.exitCode = await withLock(join(TOOLS, 'build.lock'), async () => {
  const print = await fingerprint(BUILDS[name].sources);
  if (values['if-changed'] && (await isCurrent(name, print))) return 0;
  say(name === 'renderer' ? 'building the page' : 'building the app');
  await rm(stampOf(name), { force: true });
  const code = await build(name);
  if (code === 0) {
    await mkdir(join(ROOT, 'out'), { recursive: true });
    await writeFile(stampOf(name), print);
  }
  return code;
});
