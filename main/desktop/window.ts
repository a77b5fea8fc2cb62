import { BrowserWindow, nativeTheme, screen } from 'electron';
import { isReachable, readBounds, writeBounds } from './bounds.ts';
import { APP_URL } from './origin.ts';

export interface WindowOptions {
  /** the built preload script */
  readonly preload: string;
  /** where the window's place is kept */
  readonly boundsFile: string;
}

const DEFAULT_SIZE = { width: 1280, height: 840 };

/** As the page's own background, so that nothing flashes before its first paint. */
function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#15171a' : '#ffffff';
}

/** Makes the window and begins to load the page; it shows itself when there is something to see. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const saved = readBounds(options.boundsFile);
  const place =
    saved !== undefined && isReachable(saved, screen.getDisplayMatching(saved).workArea)
      ? saved
      : undefined;
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...(place && { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: 720,
    minHeight: 480,
    title: 'Clusterdesk',
    show: false,
    backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  });
  if (place?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());

  const followTheme = (): void => window.setBackgroundColor(background());
  nativeTheme.on('updated', followTheme);
  const remember = (): void =>
    writeBounds(options.boundsFile, {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
    });
  window.on('close', remember);
  window.on('hide', remember);
  window.on('closed', () => nativeTheme.off('updated', followTheme));

  // A failure is shown by the window itself: it has no page, which no code here can mend.
  window.loadURL(APP_URL).catch(() => {
    if (!window.isDestroyed()) window.show();
  });
  return window;
}

/** Brings the window to the front, from wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
