import { expect, test } from 'vitest';
import { checkMain, checkPage, checkPreload } from './built-files.ts';

test('a preload requires electron and nothing else', () => {
  expect(checkPreload(`let e = require("electron"); e.contextBridge;`)).toEqual([]);
  expect(checkPreload(`require("electron"); require("node:fs");`)).toHaveLength(1);
  expect(() => checkPreload(`import 'electron';`)).toThrow('outside a module');
  expect(checkPreload('1;')).toHaveLength(1);
});

test('the main bundle imports only what an installer packs', () => {
  const text = `import 'electron'; import fs from 'node:fs'; import { z } from 'zod';
    import '@fastify/static'; import './chunk.js'; import 'fastify/lib/x.js';`;
  expect(checkMain(text, ['zod', '@fastify/static', 'fastify'])).toEqual([]);
  expect(checkMain(text, ['zod', 'fastify'])).toEqual([
    { file: 'out/main/index.js', message: 'imports @fastify/static, which is no dependency' },
  ]);
});

test.each([
  ['<script type="module" crossorigin src="/assets/a.js"></script>', 0],
  ['<link rel="stylesheet" href="/assets/a.css">', 0],
  ['<script>run()</script>', 1],
  ['<style>a{}</style>', 1],
  ['<body onload="run()">', 1],
  ['<div style="color: red">', 1],
  ['<script src="/assets/missing.js"></script>', 1],
  ['<script src="./assets/a.js"></script>', 2],
])('the page %s has %i faults', (html, faults) => {
  expect(checkPage(html, (path) => path.startsWith('/assets/a.'))).toHaveLength(faults);
});
