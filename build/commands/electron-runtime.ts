import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../setup/child.mjs';
import { ROOT } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';

/** Either the runtime's program, or why a window cannot be opened, fit for a reader. */
export type Runtime =
  | { readonly program: string }
  | { readonly program: null; readonly reason: string };

const PACKAGE = join(ROOT, 'node_modules', 'electron');

/**
 * Finds Electron's runtime: the folder in ELECTRON_OVERRIDE_DIST_PATH, else the one beside the npm
 * package, which is fetched by the package's own installer where there is a screen to use it on.
 */
export async function findRuntime(): Promise<Runtime> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') {
    const program = join(override, programName() ?? 'electron');
    return existsSync(program)
      ? usable(program)
      : { program: null, reason: `there is no Electron runtime in ${override}` };
  }
  const present = installed();
  if (present !== null) return usable(present);
  if (!hasDisplay()) {
    const reason = 'the Electron runtime is not installed, nor is there a display for a window';
    return { program: null, reason };
  }
  say('fetching the Electron runtime (once, about 110 MB)');
  const { output } = await capture(process.execPath, [join(PACKAGE, 'install.js')]);
  const fetched = installed();
  if (fetched !== null) return usable(fetched);
  const [why = 'no reason given'] = output.trim().split('\n');
  return { program: null, reason: `the Electron runtime cannot be downloaded here (${why})` };
}

/** The runtime's path below its folder, which the installer notes beside the package. */
function programName(): string | null {
  const note = join(PACKAGE, 'path.txt');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : null;
}

function installed(): string | null {
  const name = programName();
  const program = name === null ? null : join(PACKAGE, 'dist', name);
  return program !== null && existsSync(program) ? program : null;
}

function usable(program: string): Runtime {
  if (!hasDisplay()) return { program: null, reason: 'there is no display for a window' };
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { program: null, reason: 'Electron does not run as root' };
  }
  return { program };
}

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}
