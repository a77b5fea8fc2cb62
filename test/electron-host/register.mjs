// node --import ./test/electron-host/register.mjs out/main/index.js: the built app on the stand-in.
import { registerHooks } from 'node:module';

const standIn = new URL('electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron'
      ? { url: standIn, shortCircuit: true }
      : next(specifier, context);
  },
});
