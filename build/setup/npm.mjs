import { run } from './child.mjs';
import { SetupError } from './say.mjs';

/**
 * Runs npm under the given Node (or, where npm did not start us, as PATH finds it). Its output goes
 * to our error stream. Throws a SetupError when npm fails.
 * @param {readonly string[]} args
 * @param {{ node?: string, cwd?: string }} [options]
 */
export async function npm(args, { node = process.execPath, cwd } = {}) {
  const script = process.env.npm_execpath;
  const viaScript = script !== undefined && /npm-cli\.c?js$/.test(script);
  const code = await run(viaScript ? node : 'npm', viaScript ? [script, ...args] : args, {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0) throw new SetupError(`npm ${args.join(' ')} ended with code ${code}; see above`);
}
