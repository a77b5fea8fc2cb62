import { createMemoryHistory } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach } from 'vitest';
import { App } from '../app/app.tsx';
import { createPageRouter } from '../app/routes.tsx';
import { i18n } from '../i18n/index.ts';
import { alwaysOpen, type Connection } from '../lib/control-plane.ts';
import { createQueryClient } from '../lib/queries/index.ts';
import { info } from './fixtures.testing.ts';
import { memoryBridge, type MemoryBridge } from './memory-bridge.testing.ts';

/**
 * happy-dom has no size on a select, by which react-hook-form tells one that was edited before it
 * was registered from one that was not.
 */
function completeSelects(): void {
  Object.defineProperty(HTMLSelectElement.prototype, 'size', { configurable: true, value: 0 });
}

/** A screen's code is read from the disk when it is first opened, which can take a while. */
const SCREEN_LOADS_MS = 10_000;

/** Each test starts in English with nothing remembered, and leaves nothing behind. */
export function setUpPage(): void {
  configure({ asyncUtilTimeout: SCREEN_LOADS_MS });
  beforeEach(async () => {
    completeSelects();
    localStorage.clear();
    await i18n.changeLanguage('en');
  });
  afterEach(cleanup);
}

/** The whole page at an address, over a control plane in memory. */
export function renderPage(
  path: string,
  bridge: MemoryBridge = memoryBridge(),
  connection: Connection = alwaysOpen,
) {
  bridge.answer({ 'app.info': () => info });
  const router = createPageRouter(createMemoryHistory({ initialEntries: [path] }));
  const queryClient = createQueryClient();
  const page = render(
    <App controlPlane={{ bridge, connection }} router={router} queryClient={queryClient} />,
  );
  return { ...page, bridge, router, queryClient, user: userEvent.setup() };
}
