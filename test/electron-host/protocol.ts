import type { CustomScheme } from 'electron';
import { registerScheme, schemeOf } from './addresses.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();

/** Electron's protocol, of the app and of its only session. */
export const protocol = {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      // Chromium's https, which stands in for the scheme, is all of this.
      if (privileges?.standard !== true || privileges.secure !== true)
        throw new Error(`the stand-in has standard and secure schemes only, not ${scheme}`);
      registerScheme(scheme);
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
};

/** What the app answers for an address of its schemes; undefined where it has no handler. */
export async function answerFor(
  address: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<Response | undefined> {
  const handler = handlers.get(schemeOf(address));
  if (handler === undefined) return undefined;
  const withBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  return handler(new Request(address, { method, headers, ...(withBody && { body }) }));
}
