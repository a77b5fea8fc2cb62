import { join, resolve } from 'node:path';
import { app, dialog, protocol, session, shell as systemShell } from 'electron';
import { startControlPlane } from '../control-plane.ts';
import { describeFailure } from './failures.ts';
import { appScheme, pageHandler } from './protocol.ts';
import { SCHEME } from './origin.ts';
import { confinePages, denyPermissions } from './security.ts';
import { Shell } from './shell.ts';

/** The built page and preload stand beside this file's folder, in out/. */
const out = join(import.meta.dirname, '..');

function path(name: string): string | undefined {
  const value = app.commandLine.getSwitchValue(name);
  return value === '' ? undefined : resolve(value);
}

/** --data=DIR, --port=N, --key-file=FILE and --new, as the headless entry has them. */
function controlPlaneOptions(): Parameters<typeof startControlPlane>[0] {
  const port = app.commandLine.getSwitchValue('port');
  const keyFile = path('key-file');
  return {
    dataDir: path('data') ?? join(app.getPath('userData'), 'control-plane'),
    version: app.getVersion(),
    mayBeNew: app.commandLine.hasSwitch('new'),
    ...(port !== '' && { port: Number(port) }),
    ...(keyFile !== undefined && { keyFile }),
  };
}

function showFailure(error: unknown): void {
  const { title, message, fix } = describeFailure(error, app.getLocale());
  dialog.showErrorBox(title, `${message}\n\n${fix}`);
  app.exit(1);
}

/** Stops the shell before the app ends, whatever asked it to end, and however early. */
function stopBeforeQuit(starting: Promise<Shell>): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  async function stop(): Promise<void> {
    const shell = await starting;
    await shell.stop();
    state = 'stopped';
    app.quit();
  }
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    stop().catch(showFailure);
  });
}

async function start(): Promise<Shell> {
  await app.whenReady();
  session.defaultSession.protocol.handle(SCHEME, pageHandler(join(out, 'renderer')));
  denyPermissions(session.defaultSession);
  const controlPlane = await startControlPlane(controlPlaneOptions());
  return new Shell(controlPlane, {
    preload: join(out, 'preload', 'index.cjs'),
    boundsFile: join(app.getPath('userData'), 'window.json'),
  });
}

/** Runs the app; answers when its window is open. */
async function run(): Promise<void> {
  const starting = start();
  stopBeforeQuit(starting);
  const shell = await starting;
  app.on('second-instance', () => shell.show());
  app.on('activate', () => shell.show());
  app.on('window-all-closed', () => {
    // On a Mac an app goes on without a window until it is told to quit.
    if (process.platform !== 'darwin') app.quit();
  });
  shell.show();
}

app.enableSandbox();
protocol.registerSchemesAsPrivileged([appScheme]);
if (app.requestSingleInstanceLock()) {
  confinePages(app, (url) => systemShell.openExternal(url));
  // Not awaited: Electron is ready only after this module has been evaluated.
  run().catch(showFailure);
} else {
  app.quit();
}
