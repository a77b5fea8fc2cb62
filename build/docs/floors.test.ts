import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../setup/paths.mjs';
import { documentsWithFloors } from './floors.ts';

test('the documents show the floors that the architecture check enforces', () => {
  for (const [path, text] of documentsWithFloors()) {
    expect(readFileSync(join(ROOT, path), 'utf8'), `npm run docs writes ${path}`).toBe(text);
  }
});
