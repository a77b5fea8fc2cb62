import { expect, test } from 'vitest';
import { errorPages, writtenPages } from './error-pages.ts';

test('docs/errors has the page of every code, as the error table has it', () => {
  const byName = (pages: Map<string, string>) =>
    [...pages].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(byName(writtenPages())).toEqual(byName(errorPages()));
});
