import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { CHROMIUM, QUIET_FLAGS } from '../../build/testing/chromium.ts';

export interface Browser {
  readonly context: BrowserContext;
  /** where a test connects to see the same pages */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts Debian's Chromium without a window of its own. */
export async function startBrowser(folder: string): Promise<Browser> {
  const profile = mkdtempSync(join(folder, 'stand-in-chromium-'));
  const isRoot = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? CHROMIUM,
    args: [...QUIET_FLAGS, ...(isRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0'],
    chromiumSandbox: !isRoot,
    viewport: null,
    colorScheme: null,
    // The app decides what a signal means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const [port = ''] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return {
    context,
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
