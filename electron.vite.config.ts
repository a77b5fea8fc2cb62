import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * electron-vite sets a relative base for file:// pages. Ours is served from the root of app:// and of
 * http://, where a relative base would break on every path below it.
 */
const absoluteBase: Plugin = {
  name: 'clusterdesk:absolute-base',
  enforce: 'post',
  config: () => ({ base: '/' }),
};

const parts: Required<UserConfig> = {
  main: {
    build: {
      rolldownOptions: {
        input: { index: 'main/desktop/index.ts' },
        output: { entryFileNames: '[name].js' },
      },
      sourcemap: true,
    },
  },
  preload: {
    build: {
      // A sandboxed preload is CommonJS and can require nothing but electron, so all else goes in.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'main/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), tailwindcss(), absoluteBase],
    build: {
      rolldownOptions: {
        input: 'renderer/index.html',
        output: {
          // In one file with zod and all schemas, what sets zod up is run before the first of them.
          codeSplitting: {
            groups: [{ name: 'contract', test: /[\\/](zod|shared[\\/]contract)[\\/]|zod-config/ }],
          },
        },
      },
      minify: true,
      // The page is read from this machine, not over a network.
      chunkSizeWarningLimit: 2000,
      // Everything is a file of its own: the page's content security policy allows nothing inline.
      assetsInlineLimit: 0,
    },
  },
};

/** CLUSTERDESK_BUILD=renderer builds the page alone; without it all three parts are built. */
export default defineConfig(
  process.env.CLUSTERDESK_BUILD === 'renderer' ? { renderer: parts.renderer } : parts,
);
