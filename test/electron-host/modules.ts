/** The modules of the stand-in, by the names that the 'electron' module gives them. */
import { EventEmitter } from 'node:events';
import type {
  MenuItemConstructorOptions,
  MessageBoxOptions,
  MessageBoxReturnValue,
  Rectangle,
} from 'electron';
import { BrowserWindow } from './browser-window.ts';

export { app } from './app.ts';
export { ipcMain } from './ipc-main.ts';
export { protocol } from './protocol.ts';
export { session } from './session.ts';
export { BrowserWindow };

export class Menu {
  static #application: Menu | null = null;
  readonly template: readonly MenuItemConstructorOptions[];

  constructor(template: readonly MenuItemConstructorOptions[]) {
    this.template = template;
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
}

export class Tray extends EventEmitter {
  /** for tests: the trays that are shown */
  static readonly shown = new Set<Tray>();
  toolTip = '';
  menu: Menu | null = null;

  constructor(image: { isEmpty(): boolean }) {
    super();
    if (image.isEmpty()) throw new Error('a tray needs an image');
    Tray.shown.add(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }

  destroy(): void {
    Tray.shown.delete(this);
  }
}

export const nativeImage = {
  createFromDataURL(address: string): { isEmpty(): boolean } {
    const [head = '', body = ''] = address.split(',');
    const signature = Buffer.from(body, 'base64').subarray(1, 4).toString('latin1');
    return { isEmpty: () => head !== 'data:image/png;base64' || signature !== 'PNG' };
  },
};

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });

export const screen = {
  getDisplayMatching: (_bounds: Rectangle) => ({
    workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  }),
};

export const dialog = {
  /** Prints what Electron would show; nobody has to click it away. */
  showErrorBox(title: string, content: string): void {
    console.error(`[error box] ${title}\n${content}`);
  },
  /** Answers as if the operator pressed Enter. */
  async showMessageBox(
    _window: BrowserWindow,
    options: MessageBoxOptions,
  ): Promise<MessageBoxReturnValue> {
    console.error(`[message box] ${options.message}`);
    return { response: options.defaultId ?? 0, checkboxChecked: false };
  },
};

export const shell = {
  async openExternal(address: string): Promise<void> {
    console.error(`[external] ${address}`);
  },
};
