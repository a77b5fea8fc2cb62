import { expect, test } from 'vitest';
import { openStore } from './fixtures.ts';
import { equals, listRows } from './listing.ts';

function world() {
  const { db } = openStore();
  const add = db.prepare('INSERT INTO settings VALUES (?, ?)');
  for (let i = 0; i < 10; i += 1) add.run(`key${i}`, i % 2 === 0 ? 'even' : 'odd');
  const keys = (conditions = equals({}), skip?: number, limit?: number) => {
    const page = listRows<{ key: string }>(db, 'settings', conditions, {
      skip,
      limit,
      order: 'key',
    });
    return { keys: page.rows.map((row) => row.key), total: page.total };
  };
  return { db, keys };
}

test('skip and limit cut a page; the total counts all that match', () => {
  const { keys } = world();
  expect(keys(equals({ value: 'odd' }), 1, 2)).toEqual({ keys: ['key3', 'key5'], total: 5 });
  expect(keys([], 8)).toEqual({ keys: ['key8', 'key9'], total: 10 });
  expect(keys([], 0, 0).keys).toHaveLength(10);
  expect(keys([], 20, 5)).toEqual({ keys: [], total: 10 });
});

test('empty and absent values are no condition', () => {
  const { keys } = world();
  expect(keys(equals({ value: '', key: undefined })).total).toBe(10);
});

test('values are data, whatever they look like', () => {
  const { db, keys } = world();
  const hostile = [`odd' OR '1'='1`, `x'; DROP TABLE settings; --`, '%', 'odd"', '\u0000odd'];
  for (const value of hostile) expect(keys(equals({ value })).total).toBe(0);
  db.prepare('INSERT INTO settings VALUES (?, ?)').run('hostile', hostile[0]);
  expect(keys(equals({ value: hostile[0] }))).toEqual({ keys: ['hostile'], total: 1 });
  expect(keys().total).toBe(11);
});
