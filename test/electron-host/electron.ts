/**
 * Stand-in for the 'electron' module where no Electron runtime can be downloaded: the modules that
 * main/desktop uses, with the page in Debian's Chromium and the preload in an isolated world of it.
 * What it does not do: native menus, trays and dialogs (they are recorded only), the page's custom
 * scheme (see addresses.ts), several sessions, webviews.
 */
import { serveEvaluation } from './control.ts';
import * as modules from './modules.ts';

export * from './modules.ts';

serveEvaluation(modules);
