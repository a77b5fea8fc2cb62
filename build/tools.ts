import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup/paths.mjs';

/**
 * The script behind a package's command, to be run by Node itself: no shell, no PATH, the same on
 * every platform. Throws where the package has no such command.
 */
export function tool(name: string, packageName: string = name): string {
  const folder = join(ROOT, 'node_modules', ...packageName.split('/'));
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const bin = manifest instanceof Object && 'bin' in manifest ? manifest.bin : undefined;
  const script = bin instanceof Object ? Object.entries(bin).find(([key]) => key === name)?.[1] : bin;
  if (typeof script !== 'string') throw new Error(`${packageName} has no command ${name}`);
  return join(folder, script);
}
