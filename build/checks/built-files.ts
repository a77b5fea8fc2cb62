// What the build must leave: a preload that a sandbox accepts, a page that its policy accepts.
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { report, type Offence } from './check.ts';
import { importsOf } from './imports.ts';

/** A sandboxed preload can require electron and nothing else, and is no module. */
export function checkPreload(text: string): Offence[] {
  const file = 'out/preload/index.cjs';
  const specifiers = importsOf(file, text).map(({ specifier }) => specifier);
  const others = specifiers.filter((specifier) => specifier !== 'electron');
  return [
    ...others.map((specifier) => ({ file, message: `requires ${specifier}` })),
    ...(specifiers.includes('electron') ? [] : [{ file, message: 'does not require electron' }]),
  ];
}

/**
 * The built app has its npm packages beside it; each one that the main bundle imports must be among
 * the dependencies, which is what an installer packs.
 */
export function checkMain(text: string, dependencies: readonly string[]): Offence[] {
  const file = 'out/main/index.js';
  const known = new Set(['electron', ...dependencies, ...builtinModules]);
  return importsOf(file, text)
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/^(node:|\.)/.test(specifier) && !known.has(packageOf(specifier)))
    .map((specifier) => ({ file, message: `imports ${specifier}, which is no dependency` }));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The page's policy allows no inline script, style or handler; every file it names must exist. */
export function checkPage(html: string, exists: (path: string) => boolean): Offence[] {
  const file = 'out/renderer/index.html';
  const offend = (message: string): Offence => ({ file, message });
  const inline = [
    ...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>|<style[^>]*>|<[^>]*\s(?:style|on\w+)=[^>]*>/g),
  ];
  const named = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, path = '']) => path);
  return [
    ...inline.map(([tag]) => offend(`has something inline: ${tag}`)),
    ...named.filter((path) => !path.startsWith('/')).map((path) => offend(`${path} is relative`)),
    ...named.filter((path) => !exists(path)).map((path) => offend(`${path} is not there`)),
  ];
}

if (import.meta.main) {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const offences = [
    ...checkMain(read('out/main/index.js'), Object.keys(manifest.dependencies)),
    ...checkPreload(read('out/preload/index.cjs')),
    ...checkPage(read('out/renderer/index.html'), (path) =>
      existsSync(join(ROOT, 'out/renderer', path)),
    ),
  ];
  report(offences, 'the built files are as they must be');
}
