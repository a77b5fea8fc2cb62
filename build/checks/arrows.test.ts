import { expect, test } from 'vitest';
import { checkArchitecture } from './arrows.ts';

function offences(tree: Record<string, string>): string[] {
  return checkArchitecture(new Map(Object.entries(tree))).map(
    ({ file, line, message }) => `${file}:${line ?? '-'} ${message}`,
  );
}

test('accepts arrows that point down', () => {
  expect(
    offences({
      'main/desktop/index.ts': `import { app } from 'electron';\nimport { start } from '../control-plane.ts';`,
      'main/control-plane.ts': `import { createServer } from './api/server.ts';`,
      'main/api/routes/cluster.ts': `import { clusters } from '../../services/clusters.ts';`,
      'main/services/clusters.ts': `import { plan } from '../provisioning/plan.ts';\nimport '../store/database.ts';`,
      'main/remote/exec.ts': `import type { Host } from '../../shared/contract/host.ts';\nimport ssh2 from 'ssh2';`,
      'renderer/app/shell.tsx': `import { Host } from '../../shared/contract/host.ts';\nimport './shell.css';`,
      'shared/contract/host.ts': `import { z } from 'zod';`,
    }),
  ).toEqual([]);
});

test.each([
  ['an upward import', 'main/store/a.ts', `import '../services/b.ts';`],
  ['an upward type', 'main/remote/a.ts', `import type { B } from '../provisioning/b.ts';`],
  ['an upward re-export', 'main/services/a.ts', `export * from '../api/b.ts';`],
  ['an upward named re-export', 'main/services/a.ts', `export { b } from '../rpc/b.ts';`],
  ['an upward dynamic import', 'main/services/a.ts', `const b = await import('../api/b.ts');`],
  ['an upward import type', 'main/secrets/a.ts', `type B = import('../api/b.ts').B;`],
  ['a room above the control plane', 'main/control-plane.ts', `import './desktop/window.ts';`],
  ['shared importing main', 'shared/a.ts', `import '../main/store/b.ts';`],
  ['shared importing the page', 'shared/a.ts', `import '../renderer/b.ts';`],
  ['shared doing I/O', 'shared/a.ts', `import fs from 'node:fs';`],
  ['the page importing main', 'renderer/a.tsx', `import { B } from '../main/rpc/b.ts';`],
  ['the product importing its tests', 'main/api/a.ts', `import '../../test/lab/lab.ts';`],
  ['electron outside the shell', 'main/rpc/ipc.ts', `import { ipcMain } from 'electron';`],
  ['electron required outside it', 'main/api/a.ts', `const { app } = require('electron/main');`],
  ['a room that is not in the house', 'main/helpers/a.ts', ''],
])('reports %s', (_, file, text) => {
  expect(offences({ [file]: text })).toHaveLength(1);
});

test('names file, line and reason', () => {
  expect(offences({ 'main/store/a.ts': `// why\n\nimport { b } from '../api/b.ts';` })).toEqual([
    'main/store/a.ts:3 main/store may not import upward from main/api',
  ]);
});

test('reports rooms of one floor that import each other, both ways', () => {
  const oneWay = { 'main/secrets/vault.ts': `import '../store/database.ts';` };
  expect(offences(oneWay)).toEqual([]);
  expect(offences({ ...oneWay, 'main/store/a.ts': `import '../secrets/vault.ts';` })).toHaveLength(
    2,
  );
});

test('lets a test reach for any room, but not for electron', () => {
  expect(offences({ 'main/store/a.test.ts': `import '../../test/lab/lab.ts';` })).toEqual([]);
  expect(offences({ 'main/store/a.test.ts': `import 'electron';` })).toHaveLength(1);
});

test('is not misled by comments and strings', () => {
  expect(
    offences({
      'main/store/a.ts': `// import '../api/b.ts'\nexport const a = "import '../api/b.ts'";`,
    }),
  ).toEqual([]);
});

test('reports a file over 400 lines', () => {
  expect(offences({ 'test/lab/a.ts': 'x;\n'.repeat(400) })).toEqual([]);
  expect(offences({ 'test/lab/a.ts': 'x;\n'.repeat(401) })).toEqual([
    'test/lab/a.ts:- 401 lines, over 400',
  ]);
});
