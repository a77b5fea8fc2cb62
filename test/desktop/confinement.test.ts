import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, runtimeName, type DesktopApp } from '../electron-host/launch.ts';
import { until, World } from './world.ts';

const PRELOAD = join(ROOT, 'out', 'preload', 'index.cjs');

/** Opens a further window on a foreign page, runs code in it and closes it. */
function inForeignWindow(app: DesktopApp, code: string, preload: string | null): Promise<unknown> {
  return app.evaluate(
    async ({ BrowserWindow }, [script, file]) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          contextIsolation: true,
          sandbox: true,
          ...(file !== null && { preload: file }),
        },
      });
      await window.loadURL('data:text/html,<title>foreign</title>');
      const result: unknown = await window.webContents.executeJavaScript(script);
      window.destroy();
      return result;
    },
    [code, preload] as const,
  );
}

describe(`confinement of the page (${runtimeName})`, () => {
  const world = new World();
  let app: DesktopApp;

  beforeAll(async () => {
    app = await world.launch();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = async (url) => {
        opened.push(url);
      };
    }, null);
  });
  afterAll(() => world.end());

  const opened = () =>
    app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened.splice(0), null);

  test('the preload gives the page controlPlane and nothing else', async () => {
    const names = 'Object.getOwnPropertyNames(window)';
    const without = (await inForeignWindow(app, names, null)) as string[];
    const given = (await inForeignWindow(app, names, PRELOAD)) as string[];
    expect(given.filter((name) => !without.includes(name))).toEqual(['controlPlane']);
    const inPage = await app.page.evaluate(() => {
      const { controlPlane } = window as unknown as { controlPlane: object };
      return {
        calls: Object.entries(controlPlane).map(([name, value]) => `${name}: ${typeof value}`),
        globals: [
          'require',
          'process',
          'module',
          'Buffer',
          'ipcRenderer',
          'electron',
          'global',
        ].filter((name) => name in window),
      };
    });
    expect(inPage).toEqual({
      calls: ['call: function', 'cancel: function', 'subscribe: function'],
      globals: [],
    });
  });

  test('what the page changes of controlPlane stays with the page', async () => {
    const still = await app.page.evaluate(async () => {
      const target = window as unknown as { controlPlane: { call: unknown } };
      const { call } = target.controlPlane;
      try {
        target.controlPlane.call = () => 'changed';
        target.controlPlane = { call: 'changed' };
      } catch {
        // Strict code hears that it may not.
      }
      return target.controlPlane.call === call;
    });
    expect(still).toBe(true);
  });

  test('a foreign page with the same preload is refused', async () => {
    const answer = await inForeignWindow(app, "controlPlane.call('app.info', {})", PRELOAD);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'E12010' } });
    const code = `new Promise((resolve) => {
      const id = '5f00000000000000000000aa';
      controlPlane.subscribe('operations.events', { id }, () => resolve('event'), () => resolve('end'));
      controlPlane.call('app.info', {}).then(() => resolve('silence'));
    })`;
    expect(await inForeignWindow(app, code, PRELOAD)).toBe('silence');
  });

  test('the page cannot leave its origin', async () => {
    const before = app.address(app.page);
    const attempted = app.page.waitForEvent('requestfailed');
    await app.page.evaluate(() => window.location.assign('https://example.com/'));
    await attempted;
    await app.page.evaluate(() => window.location.assign('file:///etc/passwd'));
    expect(app.address(app.page)).toBe(before);
    expect(await app.page.title()).toContain('Clusterdesk');
  });

  test('new windows are denied; https goes to the system’s browser, nothing else does', async () => {
    const windows = await app.page.evaluate(() =>
      ['https://docs.example/a', 'http://docs.example/', 'file:///etc/passwd', '/'].map(
        (address) => window.open(address) === null,
      ),
    );
    expect(windows).toEqual([true, true, true, true]);
    await until(async () => expect(await opened()).toEqual(['https://docs.example/a']));
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://docs.example/b';
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
    });
    await until(async () => expect(await opened()).toEqual(['https://docs.example/b']));
    const count = await app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      null,
    );
    expect(count).toBe(1);
  });

  test('permissions are denied', async () => {
    const states = await app.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi'] as const;
      const all = names.map(async (name) => {
        const status = await navigator.permissions.query({ name });
        return [name, status.state] as const;
      });
      return Object.fromEntries([
        ...(await Promise.all(all)),
        ['asked', await Notification.requestPermission()] as const,
      ]);
    });
    const denied = 'denied';
    expect(states).toEqual({
      geolocation: denied,
      notifications: denied,
      camera: denied,
      microphone: denied,
      midi: denied,
      asked: denied,
    });
  });
});
