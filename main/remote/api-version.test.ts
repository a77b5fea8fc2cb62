import { expect, test } from 'vitest';
import { negotiateVersion } from './api-version.ts';

test.each([
  { min: '1.12', newest: '1.41', spoken: '1.41' },
  { min: '1.24', newest: '1.52', spoken: '1.41' },
  { min: '1.44', newest: '1.52', spoken: '1.44' },
  { min: '1.50', newest: '1.60', spoken: '1.50' },
  { min: '1.5', newest: '1.40', spoken: '1.40' },
  { min: '', newest: '1.41', spoken: '1.41' },
])('an engine of $min to $newest is spoken to in $spoken', ({ min, newest, spoken }) => {
  expect(negotiateVersion({ MinAPIVersion: min, ApiVersion: newest })).toBe(spoken);
});
