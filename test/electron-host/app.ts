import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { startBrowser, type Browser } from './browser.ts';
import { announce } from './control.ts';
import { lockInstance } from './single-instance.ts';
import { Refusable } from './web-contents.ts';

/** A window, as far as the app's end is concerned. */
export interface Closable {
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
}

/** Electron's app. The browser starts when the app first waits to be ready. */
class App extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = {
    hasSwitch(name: string): boolean {
      return process.argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    },
    getSwitchValue(name: string): string {
      const prefix = `--${name}=`;
      const given = process.argv.findLast((argument) => argument.startsWith(prefix));
      return given?.slice(prefix.length) ?? '';
    },
  };
  readonly windows = new Set<Closable>();
  readonly #package = JSON.parse(readFileSync('package.json', 'utf8')) as PackageFile;
  #browser: Promise<Browser> | undefined;
  #isEnding = false;

  /** A sandboxed page is the only kind the stand-in has. */
  enableSandbox(): void {}

  getVersion(): string {
    return this.#package.version;
  }

  getLocale(): string {
    const fromSystem = process.env.LC_ALL ?? process.env.LANG ?? '';
    return this.commandLine.getSwitchValue('lang') || fromSystem.replace(/[._].*/s, '') || 'en';
  }

  getPath(name: 'userData'): string {
    if (name !== 'userData') throw new Error(`the stand-in knows no path ${String(name)}`);
    const given = this.commandLine.getSwitchValue('user-data-dir');
    const folder = given ? resolve(given) : join(homedir(), '.config', this.#package.name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath('userData'), (argv, cwd) => {
      this.emit('second-instance', {}, argv, cwd);
    });
  }

  async whenReady(): Promise<void> {
    await this.browser();
  }

  async browser(): Promise<Browser> {
    this.#browser ??= startBrowser(this.getPath('userData'));
    const browser = await this.#browser;
    announce({ endpoint: browser.endpoint });
    return browser;
  }

  /** before-quit, then every window may object, then will-quit and quit, as in Electron. */
  quit(): void {
    const before = new Refusable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    for (const window of this.windows) window.close();
    if (this.windows.size > 0) return;
    const will = new Refusable();
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
  }

  /** Ends the process without asking anyone. */
  exit(code = 0): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    for (const window of this.windows) window.destroy();
    this.emit('quit', {}, code);
    void this.#end(code);
  }

  /** A window has gone; without a listener for it, the last one takes the app along. */
  forget(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#isEnding) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  async #end(code: number): Promise<void> {
    try {
      const browser = await this.#browser;
      await browser?.close();
    } finally {
      process.exit(code);
    }
  }
}

export const app = new App();

// As Electron on Linux: a signal is a request to quit.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
