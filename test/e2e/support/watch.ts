import type { BrowserContext } from '@playwright/test';

const VIOLATION = 'securitypolicyviolation';

/**
 * Listens to all pages of a context for what must never happen: a violation of the content
 * security policy and an exception that nothing caught. Gives the list, which fills as they come.
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
    const text = message.text();
    if (text.startsWith(VIOLATION) || /content security policy/i.test(text)) faults.push(text);
  });
  context.on('weberror', (fault) => faults.push(String(fault.error().stack ?? fault.error())));
  return faults;
}
