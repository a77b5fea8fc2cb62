import { describe, expect, test } from 'vitest';
import { enumerate } from '../crash/enumerate.ts';
import { labSupport } from '../lab/index.ts';
import { tell } from './support/timings.ts';

const MINUTES = 60_000;
const support = await labSupport();

// `npm run crash` takes all of them
describe.skipIf(!support.ok)('operations that are cut off between two steps', () => {
  test('end as if they had not been', { timeout: 12 * MINUTES }, async () => {
    const name = `it-boundaries-${process.pid}`;
    const options = { name, first: 5, every: 12 };
    const { boundaries, findings } = await enumerate({
      ...options,
      onFinding: ({ kind, boundary }) => tell(`  cut off: ${kind} at ${boundary}`),
    });
    expect(findings.filter((finding) => finding.differences.length > 0)).toEqual([]);
    const all = [...boundaries.values()].reduce((sum, count) => sum + count, 0);
    expect(findings.length).toBeGreaterThanOrEqual(Math.floor(all / options.every) - 2);
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(boundaries.keys()));
  });
});
