import { defineConfig } from '@playwright/test';
import { CHROMIUM, QUIET_FLAGS } from './build/testing/chromium.ts';

const MINUTE = 60_000;

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e/support/build-page.ts',
  // The tests share two cores with the hosts they work on.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 5 * MINUTE,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./build/testing/playwright-reporter.ts']],
  use: {
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: CHROMIUM,
      args: ['--no-sandbox', ...QUIET_FLAGS],
    },
  },
});
