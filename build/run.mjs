// The way in of every npm script: brings Node 24 and the locked packages into this clone, then
// runs the command. Plain JavaScript that older Nodes run too; everything after it is Node 24's.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './setup/child.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureNode } from './setup/node.mjs';
import { ROOT } from './setup/paths.mjs';
import { SetupError, say } from './setup/say.mjs';

const BUILD = 'build/commands/build.ts';

/**
 * What each command runs, one script after the other; the last one gets the command's arguments.
 * @type {Record<string, string[][]>}
 */
const COMMANDS = {
  start: [['build/commands/start.ts']],
  serve: [[BUILD, 'renderer', '--if-changed'], ['main/headless/index.ts']],
  backup: [['main/headless/backup.ts', 'backup']],
  restore: [['main/headless/backup.ts', 'restore']],
  demo: [[BUILD, 'renderer', '--if-changed'], ['test/demo/demo.ts']],
  lab: [['test/lab/cli.ts']],
  build: [[BUILD]],
  check: [['build/commands/test.ts', '--only', 'types,lint']],
  test: [['build/commands/test.ts']],
  format: [['build/commands/format.ts']],
  docs: [['build/commands/docs.ts']],
  fuzz: [['build/commands/fuzz.ts']],
  crash: [['test/crash/run.ts']],
  bench: [['test/bench/provision.ts']],
  'bench:api': [['test/bench/api.ts']],
  'bench:provision': [['test/bench/provision.ts']],
};

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
async function main(name, args) {
  const steps = name === undefined ? undefined : COMMANDS[name];
  if (steps === undefined) {
    throw new SetupError(`say what to run: ${Object.keys(COMMANDS).join(', ')}`);
  }
  const missing = steps.map(([script = '']) => script).find((s) => !existsSync(join(ROOT, s)));
  if (missing !== undefined) throw new SetupError(`"${name}" is not there yet: no ${missing}`);

  const node = await ensureNode();
  await ensureDependencies(node);
  let code = 0;
  for (const [index, step] of steps.entries()) {
    code = await run(node, index === steps.length - 1 ? [...step, ...args] : step);
    if (code !== 0) break;
  }
  return code;
}

const [name, ...args] = process.argv.slice(2);
try {
  process.exitCode = await main(name, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
