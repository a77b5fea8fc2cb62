import type { CDPSession } from 'playwright-core';
import { protocol } from './protocol.ts';

/** The page that asks; the app's handlers get it as it is. */
type Contents = object;

type RequestHandler = (
  contents: Contents,
  permission: string,
  answer: (granted: boolean) => void,
) => void;
type CheckHandler = (contents: Contents | null, permission: string, origin: string) => boolean;

/** Electron's names of permissions, and those of the permissions API for the same. */
const permissions: readonly (readonly [electron: string, chromium: string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['idle-detection', 'idle-detection'],
  ['clipboard-read', 'clipboard-read'],
];

let requestHandler: RequestHandler | undefined;
let checkHandler: CheckHandler | undefined;

export const session = {
  defaultSession: {
    protocol,
    setPermissionRequestHandler(handler: RequestHandler): void {
      requestHandler = handler;
    },
    setPermissionCheckHandler(handler: CheckHandler): void {
      checkHandler = handler;
    },
    /** Chromium without a window has no devices to offer. */
    setDevicePermissionHandler(_handler: () => boolean): void {},
  },
};

/**
 * Asks the app's handlers about each permission a page could want, and sets Chromium accordingly:
 * there is no way to be asked by Chromium at the moment when the page wants one. Without handlers
 * Electron grants everything, and so does this.
 */
export async function applyPermissions(
  cdp: CDPSession,
  contents: Contents,
  origin: string,
): Promise<void> {
  for (const [electron, chromium] of permissions) {
    const requested = await new Promise<boolean>((resolve) => {
      if (requestHandler === undefined) resolve(true);
      else requestHandler(contents, electron, resolve);
    });
    const granted = requested && (checkHandler?.(contents, electron, origin) ?? true);
    const setting = granted ? 'granted' : 'denied';
    await cdp.send('Browser.setPermission', { permission: { name: chromium }, setting, origin });
  }
}
