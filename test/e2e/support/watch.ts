import type { BrowserContext } from '@playwright/test';

const VIOLATION = 'securitypolicyviolation';

/** What the browser itself says of a refused sign-in and of a control plane that is away. */
const EXPECTED = /^(Failed to load resource|WebSocket connection to)/;

/**
 * Listens to all pages of a context for what must never happen: a violation of the content
 * security policy, an exception that nothing caught, an error on the console. Gives the list, which
 * fills as they come.
 */
export async function watchPage(context: BrowserContext): Promise<string[]> {
  const faults: string[] = [];
  await context.addInitScript((name) => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // oxlint-disable-next-line no-console -- the console is the way out of the page
      console.error(`${name}: ${event.effectiveDirective} ${event.blockedURI}`);
    });
  }, VIOLATION);
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) faults.push(message.text());
  });
  context.on('weberror', (fault) => faults.push(String(fault.error().stack ?? fault.error())));
  return faults;
}
