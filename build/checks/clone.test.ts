import { expect, test } from 'vitest';
import { pathsOutside } from './clone.ts';

/** Climbs the given number of folders; in parts, as this file may not lead out either. */
const up = (folders: number) => '../'.repeat(folders);

const linesOf = (file: string, text: string) => pathsOutside(file, text).map(({ line }) => line);

test('reports each path that leads out of the clone', () => {
  const text = [
    `const a = join(import.meta.dirname, '${up(3)}shared/seed');`,
    `import { x } from '${up(2)}shared/contract/cluster.ts';`,
    `const b = join(import.meta.dirname, ${`'${up(1)}', `.repeat(3)}'seed');`,
    `const c = join(ROOT, "${up(1)}seed");`,
    `const d = join(ROOT, '${up(1)}');`,
  ].join('\n');
  expect(linesOf('test/contract/seed.ts', text)).toEqual([1, 3, 4, 5]);
  expect(pathsOutside('test/a.ts', `import '${up(2)}b.ts'`)).toEqual([
    { file: 'test/a.ts', line: 1, message: 'leads out of the clone: ../b.ts' },
  ]);
});

test('leaves paths within the clone alone', () => {
  const text = `join(import.meta.dirname, '${up(2)}docs'); join(ROOT, 'a/${up(1)}b'); import '${up(1)}c.ts'`;
  expect(linesOf('test/demo/demo.ts', text)).toEqual([]);
});
