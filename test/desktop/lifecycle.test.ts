import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runtimeName, type DesktopApp } from '../electron-host/launch.ts';
import { createUnreachableCluster } from './unreachable.ts';
import { until, World, type PageWindow } from './world.ts';

/** State of the only window, or null where there is none. */
function windowState(app: DesktopApp) {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return window === undefined
      ? null
      : { isVisible: window.isVisible(), isMinimized: window.isMinimized() };
  }, null);
}

/** Presses the window's close button, and the given button if it asks something. */
function closeWindow(app: DesktopApp, button: number): Promise<void> {
  return app.evaluate(({ BrowserWindow, dialog }, response) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = async (...args: unknown[]) => {
      asked.push(args.at(-1));
      return { response, checkboxChecked: false };
    };
    // Not within this call: the app may end on it.
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close());
  }, button);
}

function asked(app: DesktopApp): Promise<unknown[]> {
  return app.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked, null);
}

describe(`the app's life (${runtimeName})`, () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.end());

  test('a second start shows the first one’s window and ends', async () => {
    const app = await world.launch();
    await until(async () => expect(await windowState(app)).toMatchObject({ isVisible: true }));
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide(), null);
    const second = world.start();
    expect(await second.exit).toBe(0);
    await until(async () => expect(await windowState(app)).toMatchObject({ isVisible: true }));
    expect(app.process.exitCode).toBeNull();
  });

  test('a control plane that cannot start says why, and how to mend it', async () => {
    const key = join(world.folder, 'key');
    writeFileSync(key, 'not a key\n');
    chmodSync(key, 0o600);
    const app = world.start();
    expect(await app.exit).toBe(1);
    const [, title, text = ''] = /\[error box\] (.+)\n([\s\S]+)/.exec(app.output()) ?? [];
    expect(title).toBe('No key for the stored secrets');
    expect(text).toContain('is not a data key');
    expect(text).toContain('--key-file=FILE');
  });

  test('closing the window of an idle app ends it, its place is remembered', async () => {
    const first = await world.launch();
    const place = { x: 40, y: 60, width: 1000, height: 700 };
    await first.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      place,
    );
    await closeWindow(first, 0);
    expect(await first.exit).toBe(0);
    const second = await world.launch();
    const bounds = await second.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
      null,
    );
    expect(bounds).toEqual(place);
  });

  test('a signal stops the control plane first, and the next start goes on', async () => {
    const first = await world.launch();
    const { operationId } = await createUnreachableCluster(first.page);
    const url = await first.page.evaluate(async () => {
      const { controlPlane } = window as unknown as PageWindow;
      const answer = await controlPlane.call('app.info', {});
      return answer.ok ? answer.data.url : '';
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    // What a control plane that was stopped, not killed, leaves tidy.
    const untidy = () =>
      readdirSync(join(world.folder, 'data')).filter((name) => /^endpoint|-wal$/.test(name));
    expect(untidy()).toHaveLength(2);
    first.process.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(untidy()).toEqual([]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');

    const second = await world.launch();
    const operation = await second.page.evaluate(
      (id) => (window as unknown as PageWindow).controlPlane.call('operations.get', { id }),
      operationId,
    );
    expect(operation).toMatchObject({ ok: true, data: { _id: operationId } });
  });

  describe('closing the window while an operation runs', () => {
    test('can leave it running behind a tray, from where the window comes back', async () => {
      const app = await world.launch();
      const { operationId } = await createUnreachableCluster(app.page);
      await closeWindow(app, 0);
      await until(async () => {
        expect(await windowState(app)).toMatchObject({ isVisible: false });
      });
      expect(await asked(app)).toMatchObject([
        { message: 'One operation is running.', buttons: { length: 3 } },
      ]);
      const still = await app.page.evaluate(
        (id) => (window as unknown as PageWindow).controlPlane.call('operations.get', { id }),
        operationId,
      );
      expect(still).toMatchObject({ ok: true, data: { time_end: null } });
      const trays = () =>
        app.evaluate(({ Tray }) => {
          // Only the stand-in can list its trays.
          const { shown } = Tray as unknown as { shown?: Set<{ emit(name: string): void }> };
          return shown?.size ?? null;
        }, null);
      expect([1, null]).toContain(await trays());

      const second = world.start();
      expect(await second.exit).toBe(0);
      await until(async () => {
        expect(await windowState(app)).toMatchObject({ isVisible: true });
      });
      expect([0, null]).toContain(await trays());
    });

    test('can be thought better of', async () => {
      const app = await world.launch();
      await createUnreachableCluster(app.page);
      await closeWindow(app, 2);
      await until(async () => expect(await asked(app)).toHaveLength(1));
      expect(await windowState(app)).toMatchObject({ isVisible: true });
    });

    test('can quit; the operation goes on at the next start', async () => {
      const app = await world.launch();
      const { operationId } = await createUnreachableCluster(app.page);
      await closeWindow(app, 1);
      expect(await app.exit).toBe(0);
      const next = await world.launch();
      const operation = await next.page.evaluate(
        (id) => (window as unknown as PageWindow).controlPlane.call('operations.get', { id }),
        operationId,
      );
      expect(operation).toMatchObject({ ok: true, data: { _id: operationId } });
    });
  });
});
