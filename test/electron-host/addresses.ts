/**
 * Chromium knows no schemes but its own, so an address of a scheme that the app registers, such as
 * app://clusterdesk/x, is https://clusterdesk.app.scheme.invalid/x in the page: also a secure
 * context with an origin of its own. `.invalid` never resolves, so a request that is not intercepted
 * fails.
 */
const SUFFIX = '.scheme.invalid';
const schemes = new Set<string>();

export function registerScheme(scheme: string): void {
  schemes.add(scheme);
}

/** The address that Chromium gets for one that the app uses. */
export function toChromium(address: string): string {
  const [, scheme = '', host = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/s.exec(address) ?? [];
  return schemes.has(scheme) ? `https://${host}.${scheme}${SUFFIX}${rest || '/'}` : address;
}

/** The address that the app sees for one of Chromium's. */
export function fromChromium(address: string): string {
  const [, host = '', scheme = '', rest = ''] =
    /^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.scheme\.invalid(.*)$/s.exec(address) ?? [];
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : address;
}

/** The scheme of an address as the app sees it, without the colon. */
export function schemeOf(address: string): string {
  return URL.parse(address)?.protocol.slice(0, -1) ?? '';
}
