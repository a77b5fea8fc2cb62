import { expect, test } from 'vitest';
import { refusal } from './fixtures.ts';
import { orderBy } from './ordering.ts';

const columns = { name: 'name', time_create: 'created' };

test.each([
  [undefined, 'created ASC, id ASC'],
  ['', 'created ASC, id ASC'],
  ['-time_create', 'created DESC, id DESC'],
  ['name,-time_create', 'name ASC, created DESC, id DESC'],
])('sort=%s is ORDER BY %s', (sort, order) => {
  expect(orderBy(sort, columns, 'time_create')).toBe(order);
});

test.each(['nothing', 'name,nothing', '-', 'name; DROP TABLE x', '__proto__', 'toString'])(
  'sort=%s is refused',
  (sort) => {
    expect(refusal(() => orderBy(sort, columns, 'name'))).toBe('E12002');
  },
);
