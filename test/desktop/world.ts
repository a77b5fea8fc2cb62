import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ControlPlaneBridge } from '../../shared/contract/rpc.ts';
import { launchApp, startApp, type DesktopApp } from '../electron-host/launch.ts';

declare global {
  interface Window {
    /** left by a test for a later one of its steps */
    remembered?: unknown;
  }
}

/** The page's way to the control plane, inside code that runs in the page. */
export type PageWindow = Window & { controlPlane: ControlPlaneBridge };

/** Waits for a state of the app, with patience for a busy machine. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 30_000, interval: 50 });
}

/** A folder for one app's data, and the apps that ran on it; all of it goes away together. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'clusterdesk-desktop-'));
  readonly #apps: Pick<DesktopApp, 'process' | 'exit'>[] = [];

  /** Arguments for a start with data, key and port of this test alone. */
  get args(): string[] {
    return [
      `--user-data-dir=${this.folder}`,
      `--data=${join(this.folder, 'data')}`,
      `--key-file=${join(this.folder, 'key')}`,
      '--port=0',
      '--lang=en-US',
    ];
  }

  async launch(): Promise<DesktopApp> {
    const app = await launchApp(this.args);
    this.#apps.push(app);
    return app;
  }

  /** Starts the app where no window is expected. */
  start(more: readonly string[] = []): ReturnType<typeof startApp> {
    const app = startApp([...this.args, ...more]);
    this.#apps.push(app);
    return app;
  }

  async end(): Promise<void> {
    for (const app of this.#apps) {
      if (app.process.exitCode !== null || app.process.signalCode !== null) continue;
      app.process.kill('SIGTERM');
      const timer = setTimeout(() => app.process.kill('SIGKILL'), 20_000);
      await app.exit;
      clearTimeout(timer);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
