import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;
/** For tests that take seconds, and yield the processors to practice hosts. */
const BESIDE_HOSTS = 2 * MINUTE;

/** Layers that meet a real world: one file after the other, with time for hosts to boot. */
const realWorld = {
  fileParallelism: false,
  testTimeout: 3 * MINUTE,
  hookTimeout: 5 * MINUTE,
  teardownTimeout: MINUTE,
};

/** Those that measure a time, the machine itself or who has which lab: nothing else on practice hosts runs beside. */
const ALONE = [
  'test/lab/{lease,leftovers,limits}.test.ts',
  'test/integration/{levers,newcomer}.test.ts',
];

const onHosts = { globalSetup: 'test/integration/support/lab-owner.ts', ...realWorld };

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: 'unit',
          include: ['{main,shared,renderer,build}/**/*.test.{ts,tsx}'],
          testTimeout: BESIDE_HOSTS,
          hookTimeout: BESIDE_HOSTS,
          // No test replaces a module: files that share them spare half of the layer's time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: BESIDE_HOSTS,
          hookTimeout: BESIDE_HOSTS,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{lab,integration,faults,crash,demo}/**/*.test.ts'],
          exclude: ALONE,
          ...onHosts,
          // Files side by side lease labs of their own; more of them would only wait for a core.
          fileParallelism: true,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          ...onHosts,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'desktop', include: ['test/desktop/**/*.test.ts'], ...realWorld } },
    ],
  },
});
