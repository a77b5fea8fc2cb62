import { app, dialog, ipcMain, Menu, type BrowserWindow } from 'electron';
import type { ControlPlane } from '../control-plane.ts';
import { attachIpc, type IpcTransport } from '../rpc/ipc.ts';
import type { Session } from '../services/session.ts';
import { countRunning, watchRunning } from './activity.ts';
import { menuTemplate } from './menu.ts';
import { isTrustedSender, type PageMessage } from './security.ts';
import { textsFor, type Texts } from './texts.ts';
import { BackgroundTray } from './tray.ts';
import { openWindow, showWindow, type WindowOptions } from './window.ts';

/** The running app: one control plane, one window, and what keeps it alive without the window. */
export class Shell {
  readonly #controlPlane: ControlPlane;
  readonly #session: Session;
  readonly #windowOptions: WindowOptions;
  readonly #texts: Texts = textsFor(app.getLocale());
  readonly #ipc: IpcTransport;
  readonly #tray: BackgroundTray;
  readonly #ending = new AbortController();
  #window: BrowserWindow | undefined;
  #asking = false;

  constructor(controlPlane: ControlPlane, windowOptions: WindowOptions) {
    this.#controlPlane = controlPlane;
    this.#session = controlPlane.session('desktop');
    this.#windowOptions = windowOptions;
    this.#ipc = attachIpc<PageMessage>({
      ipcMain,
      router: controlPlane.router,
      session: this.#session,
      isTrusted: isTrustedSender,
    });
    this.#tray = new BackgroundTray({
      texts: this.#texts,
      onOpen: () => this.show(),
      onQuit: () => app.quit(),
    });
    const template = menuTemplate(this.#texts, !app.isPackaged, process.platform);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    void watchRunning(
      controlPlane.router,
      this.#session,
      (count) => this.#tray.update(count),
      this.#ending.signal,
    );
  }

  /** Shows the window, making it if there is none. */
  show(): void {
    if (this.#window === undefined) this.#open();
    else showWindow(this.#window);
  }

  /** Stops serving the page, then the control plane; resolves when its journal is closed. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#ipc.close();
    this.#tray.hide();
    await this.#controlPlane.stop();
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  #open(): void {
    const window = openWindow(this.#windowOptions);
    this.#window = window;
    const { webContents } = window;
    const { id } = webContents;
    const endPage = (): void => this.#ipc.endPage(id);
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) endPage();
    });
    webContents.on('render-process-gone', endPage);
    webContents.on('destroyed', endPage);

    window.on('show', () => this.#tray.hide());
    window.on('close', (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      void this.#close(window);
    });
    window.on('closed', () => {
      this.#window = undefined;
    });
  }

  /** Closes the window for good, unless operations run: then the operator says what to do. */
  async #close(window: BrowserWindow): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const running = await countRunning(this.#controlPlane.router, this.#session);
      if (running === 0) window.destroy();
      else await this.#ask(window, running);
    } finally {
      this.#asking = false;
    }
  }

  async #ask(window: BrowserWindow, running: number): Promise<void> {
    const texts = this.#texts;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: texts.busyTitle,
      message: texts.busy(running),
      detail: texts.busyDetail,
      buttons: [texts.keepRunning, texts.quitNow, texts.cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    if (response === 1) app.quit();
    if (response !== 0) return;
    window.hide();
    this.#tray.show();
  }
}
