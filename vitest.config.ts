import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** Layers that meet a real world: one file after the other, with time for hosts to boot. */
const realWorld = {
  fileParallelism: false,
  testTimeout: 3 * MINUTE,
  hookTimeout: 5 * MINUTE,
  teardownTimeout: MINUTE,
};

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: 'unit',
          include: ['{main,shared,renderer,build}/**/*.test.{ts,tsx}'],
          testTimeout: MINUTE,
          // No test replaces a module: files that share them spare half of the layer's time.
          isolate: false,
        },
      },
      {
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: MINUTE },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{lab,integration,faults,crash,demo}/**/*.test.ts'],
          ...realWorld,
        },
      },
      { test: { name: 'desktop', include: ['test/desktop/**/*.test.ts'], ...realWorld } },
    ],
  },
});
