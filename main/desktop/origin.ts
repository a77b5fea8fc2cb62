/** Where the page lives in the window: app://clusterdesk/ */
export const SCHEME = 'app';
const HOST = 'clusterdesk';
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/** Whether an address is our page's. */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST;
}
