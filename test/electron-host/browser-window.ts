import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { app } from './app.ts';
import { Refusable, WebContents } from './web-contents.ts';

/** Takes the browser's first, empty page for the first window, and new pages for others. */
async function nextPage() {
  const { context } = await app.browser();
  const unused = windowsMade === 0 ? context.pages().at(0) : undefined;
  windowsMade += 1;
  return unused ?? context.newPage();
}
let windowsMade = 0;

/** Electron's BrowserWindow: the page is Chromium's, the frame around it is state only. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  #bounds: Rectangle;
  #isVisible: boolean;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return [...app.windows].filter((window) => window instanceof BrowserWindow);
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options;
    const { contextIsolation, sandbox, nodeIntegration, preload } = webPreferences;
    if (contextIsolation === false || sandbox === false || nodeIntegration === true)
      throw new Error('the stand-in has sandboxed and isolated pages only');
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webContents = new WebContents(nextPage(), preload);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.once('destroyed', () => this.#gone());
    app.windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.webContents.resize(width, height).catch(() => undefined);
  }

  async loadURL(address: string): Promise<void> {
    await this.webContents.loadURL(address);
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }

  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  focus(): void {
    this.emit('focus');
  }

  minimize(): void {
    this.#isMinimized = true;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  maximize(): void {
    this.#isMaximized = true;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  getBounds(): Rectangle {
    return this.#bounds;
  }

  getNormalBounds(): Rectangle {
    return this.#bounds;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  setBackgroundColor(_color: string): void {}

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  close(): void {
    const event = new Refusable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  /** The page ends asynchronously, the window at once, as in Electron. */
  destroy(): void {
    this.webContents.destroy().catch(() => undefined);
    this.#gone();
  }

  #gone(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.emit('closed');
    app.forget(this);
  }
}
