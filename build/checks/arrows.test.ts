import { expect, test } from 'vitest';
import { checkArchitecture, checkTable } from './arrows.ts';
import type { Exception } from './exceptions.ts';
import { SIDEWAYS } from './house.ts';

function offences(tree: Record<string, string>, exceptions: Exception[] = []): string[] {
  return checkArchitecture(new Map(Object.entries(tree)), exceptions).map(
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
      'main/provisioning/plan.ts': `import '../fleet/logins.ts';`,
      'main/fleet/logins.ts': `import '../remote/exec.ts';\nimport '../secrets/vault.ts';`,
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
  ['a room of the same floor', 'main/apps/a.ts', `import '../provisioning/b.ts';`],
  ['the other way of a named arrow', 'main/store/a.ts', `import '../secrets/b.ts';`],
  ['more than shared in the command line', 'main/cli/a.ts', `import '../services/b.ts';`],
  ['shared importing main', 'shared/a.ts', `import '../main/store/b.ts';`],
  ['shared importing the page', 'shared/a.ts', `import '../renderer/b.ts';`],
  ['shared doing I/O', 'shared/a.ts', `import fs from 'node:fs';`],
  ['the page importing main', 'renderer/app/a.tsx', `import { B } from '../../main/rpc/b.ts';`],
  ['a component importing the frame', 'renderer/components/a.tsx', `import '../app/b.tsx';`],
  ['a feature from the inside', 'renderer/features/a/a.tsx', `import '../b/b.tsx';`],
  ['the product importing its tests', 'main/api/a.ts', `import '../../test/lab/lab.ts';`],
  ['the product importing a fixture', 'main/api/a.ts', `import './b.testing.ts';`],
  ['electron outside the shell', 'main/rpc/ipc.ts', `import { ipcMain } from 'electron';`],
  ['electron required outside it', 'main/api/a.ts', `const { app } = require('electron/main');`],
  ['ssh outside of remote', 'main/provisioning/a.ts', `import ssh2 from 'ssh2';`],
  ['SQLite outside of the store', 'main/services/a.ts', `import SQLite from 'better-sqlite3';`],
  ['a room that is not in the house', 'main/helpers/a.ts', ''],
  ['SQL outside of the store', 'main/services/a.ts', 'run(`DELETE FROM a WHERE b = ?`);'],
])('reports %s', (_, file, text) => {
  expect(offences({ [file]: text })).toHaveLength(1);
});

test('names file, line, and the floors that are allowed', () => {
  expect(offences({ 'main/apps/a.ts': `// why\n\nimport { b } from '../api/b.ts';` })).toEqual([
    'main/apps/a.ts:3 main/apps may not import main/api; it may import main/fleet, main/cloud | main/remote, main/store, main/secrets | shared',
  ]);
  expect(offences({ 'main/secrets/a.ts': `import '../fleet/b.ts';` })).toEqual([
    'main/secrets/a.ts:1 main/secrets may not import main/fleet; it may import main/store | shared',
  ]);
});

test('knows a feature by its index', () => {
  expect(offences({ 'renderer/features/a/a.tsx': `import '../b/index.ts';` })).toEqual([]);
  expect(offences({ 'renderer/app/routes.tsx': `import '../features/b/b-page.tsx';` })).toEqual([]);
});

test('reports a circle of files, of types too, with the way round', () => {
  const circle = {
    'main/remote/a.ts': `import { b } from './b.ts';`,
    'main/remote/b.ts': `import { c } from './c.ts';`,
    'main/remote/c.ts': `import type { A } from './a.ts';`,
  };
  expect(offences(circle)).toEqual([
    'main/remote/a.ts:- a circle of imports: main/remote/a.ts -> main/remote/b.ts -> main/remote/c.ts -> main/remote/a.ts',
  ]);
  expect(offences({ ...circle, 'main/remote/c.ts': '' })).toEqual([]);
});

test('an exception allows what it names, and is an offence where nothing needs it', () => {
  const why = 'for a test';
  const upward = { 'main/store/a.ts': `import '../services/b.ts';` };
  const allowed = { from: 'main/store/a.ts', to: 'main/services/', why };
  expect(offences(upward, [allowed])).toEqual([]);
  expect(offences({ 'main/store/a.ts': '' }, [allowed])).toEqual([
    'build/checks/exceptions.ts:- nothing needs the exception main/store/a.ts -> main/services/ any more: take it off',
  ]);
  const circle = {
    'main/remote/a.ts': `import './b.ts';`,
    'main/remote/b.ts': `import './a.ts';`,
  };
  expect(offences(circle, [{ from: 'main/remote/b.ts', to: 'main/remote/a.ts', why }])).toEqual([]);
  const sql = { 'main/services/a.ts': 'run("SELECT 1");' };
  expect(offences(sql, [{ from: 'main/services/', to: 'SQL', why }])).toEqual([]);
});

test('the table of the house has the rooms and arrows that there are', () => {
  const told = checkTable(
    new Map([
      ['main/cli/index.ts', ''],
      ['main/secrets/vault.ts', `import '../store/secrets.ts';`],
    ]),
  ).map(({ message }) => message);
  expect(told).toContain('main/cli is built: take "planned" off');
  expect(told).toContain('main/api has no files');
  expect(told).not.toContain('main/secrets has no files');
  expect(told.filter((message) => message.startsWith('nobody goes'))).toHaveLength(
    SIDEWAYS.length - 1,
  );
});

test('lets a test reach for any room, but not for electron', () => {
  expect(offences({ 'main/store/a.test.ts': `import '../../test/lab/lab.ts';` })).toEqual([]);
  expect(offences({ 'main/store/a.testing.ts': `import '../services/b.ts';` })).toEqual([]);
  expect(offences({ 'main/store/a.test.ts': `import 'electron';` })).toHaveLength(1);
});

test('is not misled by comments and strings', () => {
  expect(
    offences({
      'main/services/a.ts': `// import '../api/b.ts'\nexport const a = "import '../api/b.ts'";`,
      'main/services/b.ts': `// SELECT 1\nsend('DELETE', '/v1/host'); explain('Select a host');`,
    }),
  ).toEqual([]);
});

test('reports a file over 400 lines', () => {
  expect(offences({ 'test/lab/a.ts': 'x;\n'.repeat(400) })).toEqual([]);
  expect(offences({ 'test/lab/a.ts': 'x;\n'.repeat(401) })).toEqual([
    'test/lab/a.ts:- 401 lines, over 400',
  ]);
});
