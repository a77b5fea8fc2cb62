import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runtimeName, type DesktopApp } from '../electron-host/launch.ts';
import { World } from './world.ts';

/** What a preload can do in a sandboxed, isolated page, tried out from inside. */
const PROBE = `
const { contextBridge, ipcRenderer } = require('electron');
function load(name) {
  try {
    require(name);
    return 'loaded';
  } catch {
    return 'refused';
  }
}
const heard = [];
ipcRenderer.on('probe:heard', (_event, ...args) => heard.push(args));
contextBridge.exposeInMainWorld('probe', {
  modules: ['node:fs', 'child_process', './other.cjs'].map(load),
  sees: () => typeof window.ofThePage,
  echo: (value) => value,
  apply: (run, value) => run(value),
  later: async (run) => run(await Promise.resolve('later')),
  fail: async () => {
    throw Object.assign(new TypeError('no such thing'), { extra: 'of the preload' });
  },
  ask: (...args) => ipcRenderer.invoke('probe', ...args),
  nobody: () => ipcRenderer.invoke('probe:nobody'),
  heard: () => heard,
});
window.ofThePreload = 1;
`;

/**
 * The rules that main/desktop relies on. The same tests run on Electron and on the stand-in, which
 * is how we know that the stand-in keeps them.
 */
describe(`the bridge between page, preload and main (${runtimeName})`, () => {
  const world = new World();
  let app: DesktopApp;

  beforeAll(async () => {
    app = await world.launch();
    const preload = join(world.folder, 'probe.cjs');
    writeFileSync(preload, PROBE);
    await app.evaluate(async ({ BrowserWindow, ipcMain }, file) => {
      ipcMain.handle('probe', (event, ...args: unknown[]) => {
        event.sender.send('probe:heard', ...args);
        if (args[0] === 'throw') throw new RangeError('thrown in main');
        return { args, origin: event.senderFrame?.origin, isTop: !event.senderFrame?.parent };
      });
      const webPreferences = { contextIsolation: true, sandbox: true, preload: file };
      const window = new BrowserWindow({ show: false, webPreferences });
      await window.loadURL('data:text/html,<title>probe</title>');
      Object.assign(globalThis, {
        run: (code: string) => window.webContents.executeJavaScript(code),
      });
    }, preload);
  });
  afterAll(() => world.end());

  const inPage = (code: string): Promise<unknown> =>
    app.evaluate(
      (_electron, source) =>
        (globalThis as unknown as { run: (code: string) => Promise<unknown> }).run(source),
      `(async () => { ${code} })()`,
    );

  test('a sandboxed preload has no module of Node or of its own', async () => {
    expect(await inPage('return probe.modules')).toEqual(['refused', 'refused', 'refused']);
  });

  test('page and preload share no objects', async () => {
    const code = `
      window.ofThePage = 1;
      const given = { list: [1, { two: 2 }], none: null };
      const back = probe.echo(given);
      return [typeof ofThePreload, probe.sees(), back, back !== given, back.list !== given.list];`;
    const copy = { list: [1, { two: 2 }], none: null };
    expect(await inPage(code)).toEqual(['undefined', 'undefined', copy, true, true]);
  });

  test('what is exposed cannot be replaced', async () => {
    const code = `
      const { echo } = probe;
      try { probe.echo = () => 'mine'; } catch {}
      try { window.probe = 'mine'; } catch {}
      try { delete window.probe; } catch {}
      return probe.echo === echo && probe.echo('theirs');`;
    expect(await inPage(code)).toBe('theirs');
  });

  test('functions can be called across, both ways, now and later', async () => {
    const code = `
      return [
        probe.apply((value) => value * 2, 21),
        await probe.later((value) => value + '!'),
        probe.apply(() => [probe.echo(1)], null),
      ];`;
    expect(await inPage(code)).toEqual([42, 'later!', [1]]);
  });

  test('of an error only the words pass', async () => {
    const code = `
      try { await probe.fail(); } catch (error) {
        return [error instanceof Error, error.message, error.extra ?? null];
      }`;
    expect(await inPage(code)).toEqual([true, expect.stringContaining('no such thing'), null]);
  });

  test('an invoke reaches main and tells where it comes from', async () => {
    expect(await inPage("return probe.ask({ a: [1, 'b', null] }, 2)")).toEqual({
      args: [{ a: [1, 'b', null] }, 2],
      origin: 'null',
      isTop: true,
    });
  });

  test('what main sends is heard before its answer', async () => {
    const code = `
      const before = probe.heard().length;
      await probe.ask('first');
      return probe.heard().slice(before);`;
    expect(await inPage(code)).toEqual([['first']]);
  });

  test('what main throws, and a channel without a handler, reject with its words', async () => {
    const words = `.catch((error) => error.message)`;
    expect(await inPage(`return probe.ask('throw')${words}`)).toMatch(/'probe'.*thrown in main/);
    expect(await inPage(`return probe.nobody()${words}`)).toMatch(/No handler registered/);
  });

  test('a function does not pass to main', async () => {
    const code = 'return probe.ask(() => 1).catch((error) => error.message)';
    expect(await inPage(code)).toMatch(/could not be cloned/);
  });
});
