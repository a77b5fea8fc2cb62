import { Menu, nativeImage, Tray } from 'electron';
import { trayIcon } from './icon.ts';
import type { Texts } from './texts.ts';

export interface TrayOptions {
  readonly texts: Texts;
  readonly onOpen: () => void;
  readonly onQuit: () => void;
}

/** The way back to a window that is hidden while operations run. There only as long as it is. */
export class BackgroundTray {
  readonly #options: TrayOptions;
  #tray: Tray | undefined;
  #running = 0;

  constructor(options: TrayOptions) {
    this.#options = options;
  }

  /** @param running how many operations have not ended */
  update(running: number): void {
    this.#running = running;
    const { texts } = this.#options;
    this.#tray?.setToolTip(`Clusterdesk — ${running === 0 ? texts.idle : texts.busy(running)}`);
  }

  show(): void {
    if (this.#tray !== undefined) return;
    const { texts, onOpen, onQuit } = this.#options;
    this.#tray = new Tray(nativeImage.createFromDataURL(trayIcon));
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: texts.open, click: onOpen },
        { label: texts.quit, click: onQuit },
      ]),
    );
    this.#tray.on('click', onOpen);
    this.update(this.#running);
  }

  hide(): void {
    this.#tray?.destroy();
    this.#tray = undefined;
  }
}
