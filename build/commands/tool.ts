import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';

interface Manifest {
  readonly bin?: Readonly<Record<string, string>>;
}

/**
 * The script behind a package's command, to be run by Node itself: no shell, no PATH, the same on
 * every platform. Throws where the package has no such command.
 */
export function tool(name: string, packageName: string = name): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const script = manifest.bin?.[name];
  if (script === undefined) throw new Error(`${packageName} has no command ${name}`);
  return join(folder, script);
}
