import { expect, test } from 'vitest';
import { refusal } from './fixtures.testing.ts';
import { sortKeys } from './ordering.ts';

const fields = { name: 'name', time_create: 'created' };

test.each([
  [undefined, ['created']],
  ['', ['created']],
  ['-time_create', ['-created']],
  ['name,-time_create', ['name', '-created']],
])('sort=%s is an order by %s', (sort, order) => {
  expect(
    sortKeys(sort, fields, 'time_create').map(
      ({ field, descending }) => `${descending ? '-' : ''}${field}`,
    ),
  ).toEqual(order);
});

test.each(['nothing', 'name,nothing', '-', 'name; DROP TABLE x', '__proto__', 'toString'])(
  'sort=%s is refused',
  (sort) => {
    expect(refusal(() => sortKeys(sort, fields, 'name'))).toBe('E12002');
  },
);
