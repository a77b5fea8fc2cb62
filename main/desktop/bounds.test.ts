import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isReachable, readBounds, writeBounds } from './bounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterdesk-bounds-'));
const file = join(folder, 'window.json');
afterAll(() => rmSync(folder, { recursive: true }));

const bounds = { x: -8, y: 0, width: 900, height: 700, maximized: false };

test('what was written is read; anything else counts as never saved', () => {
  expect(readBounds(file)).toBeUndefined();
  writeBounds(file, bounds);
  expect(readBounds(file)).toEqual(bounds);
  for (const text of ['', '{}', JSON.stringify({ ...bounds, width: 10 }), '[1']) {
    writeFileSync(file, text);
    expect(readBounds(file)).toBeUndefined();
  }
});

test('a folder that cannot be written is no failure', () => {
  expect(() => writeBounds(join(folder, 'none', 'window.json'), bounds)).not.toThrow();
});

test('a window counts as reachable while its title bar can be dragged', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  expect(isReachable(bounds, screen)).toBe(true);
  expect(isReachable({ ...bounds, x: 1900 }, screen)).toBe(false);
  expect(isReachable({ ...bounds, x: -850 }, screen)).toBe(false);
  expect(isReachable({ ...bounds, y: -200 }, screen)).toBe(false);
  expect(isReachable({ ...bounds, y: 1060 }, screen)).toBe(false);
});
