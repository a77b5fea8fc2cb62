import type { App, Session, WebContents, WebFrameMain } from 'electron';
import { APP_ORIGIN, isAppUrl } from './origin.ts';

/** What both kinds of IPC messages tell about their sender. */
export interface PageMessage {
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

/** Whether a message comes from our page in the main frame of a window. */
export function isTrustedSender({ sender, senderFrame }: PageMessage): boolean {
  return (
    senderFrame !== null &&
    !sender.isDestroyed() &&
    senderFrame.parent === null &&
    senderFrame.origin === APP_ORIGIN
  );
}

/** An address that may be opened in the system's browser: plain https, without a login in it. */
export function isExternalPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
}

/** Denies the page every permission but that of writing text to the clipboard when one copies. */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && isAppUrl(origin);
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(allowed(permission, contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
}

/** Keeps a page on our origin, whatever it contains: no other page, window, frame or webview. */
function confine(contents: WebContents, openExternal: (url: string) => Promise<void>): void {
  const stayHere = (details: { url: string; preventDefault: () => void }): void => {
    if (!isAppUrl(details.url)) details.preventDefault();
  };
  contents.on('will-frame-navigate', stayHere);
  contents.on('will-redirect', stayHere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // Without a browser there is nothing to be done about it here.
    if (isExternalPage(url)) openExternal(url).catch(() => undefined);
    return { action: 'deny' };
  });
}

/** Applies to every page that the app ever makes; to be called before the first one. */
export function confinePages(app: App, openExternal: (url: string) => Promise<void>): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, openExternal));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, accept) => {
    event.preventDefault();
    accept(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault();
    choose();
  });
}
