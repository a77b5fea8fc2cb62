import { expect, test } from 'vitest';
import { openStore, someCluster } from './fixtures.testing.ts';
import { equals, listRows, type OrderTerm } from './listing.ts';

function world() {
  const { db, clusters } = openStore();
  const add = db.prepare('INSERT INTO settings VALUES (?, ?)');
  for (let i = 0; i < 10; i += 1) add.run(`key${i}`, i % 2 === 0 ? 'even' : 'odd');
  const list = (
    conditions = equals({}),
    skip?: number,
    limit?: number,
    order: OrderTerm[] = [{ column: 'key', descending: false }],
  ) => {
    const query = { table: 'settings', select: 'key, value', conditions, order, skip, limit };
    return listRows(db, query, ({ key }) => String(key));
  };
  const keys = (...args: Parameters<typeof list>) => {
    const { items, total } = list(...args);
    return { keys: items, total };
  };
  return { db, clusters, list, keys };
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

test('nothing is read or counted before it is asked for', () => {
  const { db, list } = world();
  const { items, total } = list();
  const later = list();
  db.prepare('DELETE FROM settings').run();
  expect([items.length, total]).toEqual([10, 10]);
  expect([later.items.length, later.total]).toEqual([0, 0]);
});

const byKey = { column: 'key', descending: false };
const byValue = { column: 'value', descending: false };
const orders: Array<[string, OrderTerm[]]> = [
  ['ascending', [byValue, byKey]],
  [
    'descending',
    [
      { ...byValue, descending: true },
      { ...byKey, descending: true },
    ],
  ],
  ['mixed', [{ ...byValue, descending: true }, byKey]],
  ['with empty ones', [{ ...byValue, nullable: true }, byKey]],
];

test.each(orders)('pieces in an order that is %s make up the same list', (_, order) => {
  const { list } = world();
  for (const [skip, limit] of [
    [0, 0],
    [3, 0],
    [0, 7],
    [2, 3],
    [9, 5],
    [10, 0],
  ] as const) {
    const whole = list([], skip, limit, order);
    for (const size of [1, 3, 10, 100]) {
      const pieces = [...whole.pieces(size)];
      expect(pieces.flat()).toEqual(whole.items);
      expect(pieces.every((piece) => piece.length > 0 && piece.length <= size)).toBe(true);
    }
  }
});

test('a piece begins behind the one before it, whatever has changed meanwhile', () => {
  const { db, list } = world();
  const seen: string[] = [];
  for (const [key] of list().pieces(1)) {
    seen.push(String(key));
    if (key === 'key1') db.prepare("DELETE FROM settings WHERE key IN ('key0', 'key1')").run();
    if (key === 'key5') db.prepare("INSERT INTO settings VALUES ('key50', 'new')").run();
  }
  expect(seen).toEqual([
    ...Array.from({ length: 6 }, (_, i) => `key${i}`),
    'key50',
    'key6',
    'key7',
    'key8',
    'key9',
  ]);
});

test('a list in another form has the same pieces and the same total', () => {
  const { list } = world();
  const upper = list([], 0, 4).map((key) => key.toUpperCase());
  expect(upper.items).toEqual(['KEY0', 'KEY1', 'KEY2', 'KEY3']);
  expect([...upper.pieces(3)]).toEqual([['KEY0', 'KEY1', 'KEY2'], ['KEY3']]);
  expect(upper.total).toBe(10);
});

test('a table sorts by fields and puts the id last', () => {
  const { clusters } = world();
  const made = ['b', 'a', 'a'].map((owner, index) => someCluster({ owner, name: `c${index}` }));
  for (const cluster of made) clusters.insert(cluster);
  const tenantId = made[0]?.tenantId ?? '';
  const names = (descending: boolean) =>
    clusters.list(tenantId, {}, [{ field: 'owner', descending }]).items.map(({ name }) => name);
  expect(names(false)).toEqual(['c1', 'c2', 'c0']);
  expect(names(true)).toEqual(['c0', 'c2', 'c1']);
});
