import fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthOf } from './body.ts';

test.each([
  ['1', 0],
  ['{}', 1],
  ['[[],[[]]]', 3],
  ['{"a":"[[[["}', 1],
  [String.raw`{"a":"\"[["}`, 1],
  [String.raw`{"a":"\\","b":[]}`, 2],
  ['[[[', 3],
])('%s nests %i deep', (text, depth) => {
  expect(depthOf(text)).toBe(depth);
});

function depthOfValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOfValue));
}

test('is the depth of the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(depthOf(JSON.stringify(value))).toBe(depthOfValue(value));
    }),
  );
});
