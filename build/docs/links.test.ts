import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFiles } from '../checks/check.ts';
import { ROOT } from '../setup/paths.mjs';
import { deadLinks } from './links.ts';

test('finds links and paths that lead nowhere', () => {
  const text =
    'See [this](build/run.mjs), [that](build/gone.ts#part), `main/gone.ts`, `main/control-plane.ts:3`, `npm start`, [out](https://clusterdesk.invalid).';
  expect(deadLinks(ROOT, 'README.md', text)).toEqual(['build/gone.ts', 'main/gone.ts']);
  expect(deadLinks(ROOT, 'docs/api.md', '[up](../README.md) [beside](gone.md)')).toEqual([
    'docs/gone.md',
  ]);
});

test('every file that the documents name is there', () => {
  const dead = repositoryFiles(ROOT, /\.md$/).flatMap((path) =>
    deadLinks(ROOT, path, readFileSync(join(ROOT, path), 'utf8')).map((file) => `${path}: ${file}`),
  );
  expect(dead).toEqual([]);
});
