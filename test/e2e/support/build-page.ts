import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** Builds the page into out/renderer, unless what is there was made of the sources as they are. */
export default function buildPage(): void {
  const args = ['build/commands/build.ts', 'renderer', '--if-changed'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the page could not be built (code ${status})`);
}
