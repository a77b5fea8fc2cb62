// start [--data DIR] [--port P]: opens the app, or serves its page where a window cannot be opened.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCode, forwardSignals, run } from '../setup/child.mjs';
import { ROOT } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';
import { explained } from './arguments.ts';
import { findRuntime } from './electron-runtime.ts';

const DEFAULT_PORT = '10002';
/** The headless entry ends with this code where no keychain answers. */
const NO_KEYCHAIN = 4;

function defaultData(): string {
  const { XDG_DATA_HOME } = process.env;
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'clusterdesk');
}

async function build(part: 'app' | 'renderer'): Promise<void> {
  const parts = part === 'renderer' ? ['renderer'] : [];
  const script = join(ROOT, 'build', 'commands', 'build.ts');
  const code = await run(process.execPath, [script, ...parts, '--if-changed']);
  if (code !== 0) process.exit(code);
}

/**
 * Serves the page until told to stop and gives the exit code. What the control plane writes to its
 * error stream is held back until it is ready, because with NO_KEYCHAIN it is tried once more.
 */
function serve(args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, 'main/headless/index.ts'), ...args], {
      cwd: ROOT,
      stdio: ['inherit', 'pipe', 'pipe'],
    });
    forwardSignals(child);
    let held = '';
    let ready = false;
    const release = () => {
      ready = true;
      process.stderr.write(held);
      held = '';
    };
    child.stdout.on('data', (text: Buffer) => {
      if (!ready) release();
      process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (ready) process.stderr.write(text);
      else held += text;
    });
    child.once('error', fail);
    child.once('close', (code, signal) => {
      const ended = exitCode(code, signal);
      if (ended !== NO_KEYCHAIN) release();
      done(ended);
    });
  });
}

/** Serves with the key in the OS keychain, or, said aloud, in a file where none answers. */
async function serveWithKey(data: string, port: string, keyFile: string): Promise<number> {
  const args = ['--data', data, '--port', port, '--sign-in-code'];
  const withFile = [...args, '--key-file', keyFile];
  if (existsSync(keyFile)) {
    say(`the master key is the one in ${keyFile}`);
    return await serve(withFile);
  }
  const busThere = process.platform !== 'linux' || Boolean(process.env.DBUS_SESSION_BUS_ADDRESS);
  const code = busThere ? await serve(args) : NO_KEYCHAIN;
  if (code !== NO_KEYCHAIN) return code;
  say(`no keychain answers here, so the master key is kept in ${keyFile} (mode 0600)`);
  return await serve(withFile);
}

const { values } = explained(() =>
  parseArgs({
    options: {
      data: { type: 'string', default: defaultData() },
      port: { type: 'string', default: DEFAULT_PORT },
    },
  }),
);
const data = resolve(values.data);
const keyFile = join(data, 'master.key');
const runtime = await findRuntime();
if (runtime.program === null) {
  say(`${runtime.reason}; serving the page instead`);
  await build('renderer');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  process.exitCode = await serveWithKey(data, values.port, keyFile);
} else {
  await build('app');
  // Data whose key is already in a file are opened with that file by the window too.
  const key = existsSync(keyFile) ? [`--key-file=${keyFile}`] : [];
  const args = [ROOT, `--data=${data}`, `--port=${values.port}`, ...key];
  process.exitCode = await run(runtime.program, args);
}
