import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runtimeName, type DesktopApp } from '../electron-host/launch.ts';
import { createUnreachableCluster } from './unreachable.ts';
import { until, World, type PageWindow } from './world.ts';

describe(`the page in the window (${runtimeName})`, () => {
  const world = new World();
  let app: DesktopApp;

  beforeAll(async () => {
    app = await world.launch();
  });
  afterAll(() => world.end());

  test('shows itself without an error on the console', async () => {
    const { page } = app;
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.reload();
    await page.getByRole('heading').first().waitFor();
    expect(await page.title()).toContain('Clusterdesk');
    expect(app.address(page)).toMatch(/^app:\/\/clusterdesk\//);
    const visible = await app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      null,
    );
    expect(visible).toEqual([true]);
    expect(errors).toEqual([]);
  });

  test('is served with the policy, from its own folder alone', async () => {
    const answers = await app.page.evaluate(() =>
      Promise.all(
        ['/', '/..%2f..%2fpackage.json', '/..%2fmain%2findex.js', '/none.js'].map(async (path) => {
          const answer = await fetch(path);
          return {
            status: answer.status,
            policy: answer.headers.get('content-security-policy'),
            hasHtml: (await answer.text()).includes('<!doctype html>'),
          };
        }),
      ),
    );
    const policy: unknown = expect.stringContaining("default-src 'none'");
    expect(answers).toEqual([
      { status: 200, policy, hasHtml: true },
      { status: 400, policy, hasHtml: false },
      { status: 400, policy, hasHtml: false },
      { status: 404, policy, hasHtml: false },
    ]);
  });

  test('runs no script but its own files', async () => {
    const ran = await app.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.remembered = 1';
      document.head.append(script);
      return window.remembered;
    });
    expect(ran).toBeUndefined();
  });

  test('calls the control plane, and gets errors as data', async () => {
    const [info, wrong, unknown] = await app.page.evaluate(() => {
      const { controlPlane } = window as unknown as PageWindow;
      return Promise.all([
        controlPlane.call('app.info', {}),
        controlPlane.call('clusters.get', { id: 'x' }),
        controlPlane.call('no.such' as 'app.info', {}),
      ]);
    });
    expect(info).toMatchObject({
      ok: true,
      data: { shell: 'desktop', vault: 'key-file', user: { name: 'sysadmin' } },
    });
    expect(wrong).toMatchObject({
      ok: false,
      problem: { code: 'E12002', details: [{ field: 'id' }] },
    });
    expect(unknown).toMatchObject({ ok: false, problem: { code: 'E12001' } });
  });

  test('hears changes and an operation’s events until it stops listening', async () => {
    await app.page.evaluate(() => {
      const { controlPlane } = window as unknown as PageWindow;
      const seen: string[] = [];
      const stop = controlPlane.subscribe('changes', {}, (event) => seen.push(event.resource));
      window.remembered = { seen, stop };
    });
    const { operationId } = await createUnreachableCluster(app.page);
    const heard = () =>
      app.page.evaluate(() => (window.remembered as { seen: string[] }).seen.slice());
    await until(async () => {
      expect(await heard()).toContain('operation');
    });

    const events = await app.page.evaluate(
      (id) =>
        new Promise<{ operationId: string; seq: number }[]>((resolve, reject) => {
          const { controlPlane } = window as unknown as PageWindow;
          const all: { operationId: string; seq: number }[] = [];
          const stop = controlPlane.subscribe(
            'operations.events',
            { id },
            (event) => {
              all.push(event);
              if (event.type !== 'step') return;
              stop();
              resolve(all);
            },
            (problem) => reject(new Error(problem.message)),
          );
        }),
      operationId,
    );
    expect(events.every((event) => event.operationId === operationId)).toBe(true);
    const order = events.map((event) => event.seq);
    expect(order).toEqual(order.toSorted((one, other) => one - other));

    const after = await app.page.evaluate(async () => {
      const { controlPlane } = window as unknown as PageWindow;
      const { seen, stop } = window.remembered as { seen: string[]; stop: () => void };
      stop();
      const before = seen.length;
      const answer = await controlPlane.call('operations.list', {});
      const { _id: id } = (answer.ok && answer.data.items[0]) || { _id: '' };
      await controlPlane.call('operations.cancel', { id });
      return seen.length - before;
    });
    expect(after).toBe(0);
  });

  test('streams of a page that is loaded anew are over, and stand in no one’s way', async () => {
    const listen = () =>
      app.page.evaluate(async () => {
        const { controlPlane } = window as unknown as PageWindow;
        const ends: string[] = [];
        for (let count = 0; count < 20; count += 1)
          controlPlane.subscribe(
            'changes',
            {},
            () => {},
            (problem) => ends.push(problem.message),
          );
        await controlPlane.call('app.info', {});
        return ends;
      });
    expect(await listen()).toEqual([]);
    await app.page.reload();
    expect(await listen()).toEqual([]);
    await app.page.reload();
  });

  test('a stream of an unknown operation ends with the reason', async () => {
    const problem = await app.page.evaluate(
      () =>
        new Promise((resolve) => {
          const { controlPlane } = window as unknown as PageWindow;
          const id = '5f00000000000000000000aa';
          controlPlane.subscribe('operations.events', { id }, () => {}, resolve);
        }),
    );
    expect(problem).toMatchObject({ code: 'E60000' });
  });
});
