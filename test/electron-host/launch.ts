import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium, _electron, type Page } from 'playwright-core';
import { fromChromium, registerScheme } from './addresses.ts';
import type { EvaluateRequest, FromHost } from './control.ts';

type ElectronModule = typeof import('electron');
type Evaluate = <R, A>(
  run: (electron: ElectronModule, argument: A) => R | Promise<R>,
  argument: A,
) => Promise<R>;

/** The running app, on whichever runtime. */
export interface DesktopApp {
  readonly page: Page;
  /** Runs a function in the main process, which gets Electron's modules; it is sent as source. */
  readonly evaluate: Evaluate;
  readonly process: ChildProcess;
  /** what the app has printed so far, on both outputs */
  output(): string;
  /** The address of a page as the app sees it: app://… also on the stand-in. */
  address(page: Page): string;
  /** Resolves with the exit code; null after a signal. */
  readonly exit: Promise<number | null>;
}

export const ROOT = join(import.meta.dirname, '..', '..');
const REGISTER = join(import.meta.dirname, 'register.mjs');
/** The app's scheme, so that addresses can be told here too. */
registerScheme('app');

/** The binary of a real Electron runtime, where there is one that can run here. */
function findElectron(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_OVERRIDE_DIST_PATH } = process.env;
  const isLinux = process.platform === 'linux';
  // On Linux it needs a screen, and its sandbox another user than root.
  if (isLinux && ((!DISPLAY && !WAYLAND_DISPLAY) || process.getuid?.() === 0)) return undefined;
  const inPackage = join(dirname(createRequire(import.meta.url).resolve('electron')), 'dist');
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  };
  const folder = ELECTRON_OVERRIDE_DIST_PATH ?? inPackage;
  const binary = join(folder, names[process.platform] ?? 'electron');
  return existsSync(binary) ? binary : undefined;
}

const electronBinary = findElectron();

/** Which runtime the tests drive, for the report. */
export const runtimeName = electronBinary === undefined ? 'stand-in' : 'Electron';

function collect(child: ChildProcess): Pick<DesktopApp, 'process' | 'output' | 'exit'> {
  const parts: string[] = [];
  const take = (data: Buffer): void => void parts.push(data.toString());
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, exit, output: () => parts.join('') };
}

/** Starts the built app and nothing else: for starts that open no window. */
export function startApp(args: readonly string[]): Pick<DesktopApp, 'process' | 'output' | 'exit'> {
  const [program, ...first] =
    electronBinary === undefined
      ? [process.execPath, '--import', REGISTER, 'out/main/index.js']
      : [electronBinary, '--require', join(import.meta.dirname, 'record.cjs'), '.'];
  return collect(spawn(program ?? '', [...first, ...args], { cwd: ROOT }));
}

/** Starts the built app and waits for its window's page. The caller ends it. */
export function launchApp(args: readonly string[]): Promise<DesktopApp> {
  return electronBinary === undefined ? launchStandIn(args) : launchElectron(electronBinary, args);
}

async function launchElectron(binary: string, args: readonly string[]): Promise<DesktopApp> {
  const app = await _electron.launch({
    executablePath: binary,
    args: ['.', ...args],
    cwd: ROOT,
  });
  return {
    ...collect(app.process()),
    page: await app.firstWindow(),
    evaluate: (run, argument) => app.evaluate(run as never, argument),
    address: (page) => page.url(),
  };
}

async function launchStandIn(args: readonly string[]): Promise<DesktopApp> {
  const child = fork('out/main/index.js', [...args], {
    cwd: ROOT,
    execArgv: ['--import', REGISTER],
    silent: true,
  });
  const collected = collect(child);
  const endpoint = await Promise.race([
    endpointOf(child),
    collected.exit.then((code) => {
      throw new Error(`the app ended with ${code} before its window:\n${collected.output()}`);
    }),
  ]);
  const browser = await chromium.connectOverCDP(endpoint);
  const page = browser.contexts().at(0)?.pages().at(0);
  if (page === undefined) throw new Error('the stand-in shows no page');
  await page.waitForURL((url) => url.protocol === 'https:');
  return {
    ...collected,
    page,
    evaluate: evaluator(child),
    address: (shown) => fromChromium(shown.url()),
  };
}

async function endpointOf(child: ChildProcess): Promise<string> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromHost];
    if (message.kind === 'browser') return message.endpoint;
  }
}

function evaluator(child: ChildProcess): Evaluate {
  let last = 0;
  return async (run, argument) => {
    last += 1;
    const id = last;
    const request: EvaluateRequest = { id, source: run.toString(), argument };
    child.send(request);
    for (;;) {
      const [message] = (await once(child, 'message')) as [FromHost];
      if (message.kind !== 'result' || message.id !== id) continue;
      if (!message.ok) throw new Error(String(message.value));
      return message.value as Awaited<ReturnType<typeof run>>;
    }
  };
}
