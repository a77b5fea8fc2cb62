import { expect, test } from 'vitest';
import { columnName } from './columns.ts';
import { openStore, someCluster, someHost, someOperation } from './fixtures.testing.ts';

function world() {
  const store = openStore();
  const cluster = someCluster({ pubkeyIds: ['k'], cmi: true });
  store.clusters.insert(cluster);
  return { ...store, cluster };
}

test('a field stands in the column of its name', () => {
  expect(['id', 'endPoint', 'isSystem'].map(columnName)).toEqual(['id', 'end_point', 'is_system']);
});

test('a record comes back as it was written, whatever its fields hold', () => {
  const { clusters, hosts, cluster } = world();
  expect(clusters.find(cluster.id)).toEqual(cluster);
  const host = someHost(cluster, {
    tags: null,
    isMaster: true,
    login: { useAgent: true, hostKey: 'SHA256:x' },
    wantedName: `x'; DROP TABLE hosts; --`,
  });
  hosts.insert(host);
  expect(hosts.find(host.id)).toEqual(host);
  expect(clusters.find('none')).toBeUndefined();
});

test('an update changes the fields that are given, and no others', () => {
  const { clusters, cluster } = world();
  clusters.update(cluster.id, { pubkeyIds: null, details: '', cmi: false });
  const { timeUpdate, ...rest } = clusters.find(cluster.id) ?? cluster;
  expect(rest).toEqual({ ...cluster, pubkeyIds: null, cmi: false, timeUpdate: undefined });
  expect(timeUpdate >= cluster.timeUpdate).toBe(true);
});

test('an update tells of a record that is there, and of no other', () => {
  const { clusters, hosts, changes, cluster } = world();
  const told: unknown[] = [];
  changes.on('change', (event) => void told.push(event));
  clusters.update(cluster.id, { details: 'x' });
  clusters.update('none', { details: 'x' });
  hosts.update('none', { nic: 'x' });
  expect(told).toEqual([{ resource: 'cluster', id: cluster.id }]);
});

test('a record has a field for every column of its table', () => {
  const { db } = world();
  const columnsOf = (table: string) =>
    db
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY name')
      .pluck()
      .all(table);
  const fields = (record: object) =>
    Object.keys(record)
      .map(columnName)
      .toSorted((a, b) => (a < b ? -1 : 1));
  expect(fields(someCluster())).toEqual(columnsOf('clusters'));
  expect(fields(someHost({ id: '', name: '' }))).toEqual(columnsOf('hosts'));
  expect(fields(someOperation({ id: '', name: '' }))).toEqual(columnsOf('operations'));
});

test('a transaction within another is undone with it', () => {
  const { stores, clusters, cluster } = world();
  expect(() =>
    stores.transaction(() => {
      stores.transaction(() => clusters.update(cluster.id, { details: 'inner' }));
      throw new Error('outer');
    }),
  ).toThrow('outer');
  expect(clusters.find(cluster.id)?.details).toBe('');
});
