import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from './database.ts';

let db: Database;
beforeAll(() => {
  db = openDatabase(':memory:');
});
afterAll(() => db.close());

/** SQLite's plan of a query, one line a step. */
function plan(sql: string): string {
  const values = Array.from(sql.matchAll(/\?/g), () => '');
  const steps = db
    .prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values);
  return steps.map(({ detail }) => detail).join('\n');
}

/** Filters and sort keys of the lists that can grow long, as the services make them. */
const lists = {
  clusters: {
    filters: ['name', 'owner', 'status', 'user_id'],
    sorts: ['time_create', 'time_update', 'owner', 'status'],
  },
  hosts: {
    filters: ['cluster_id', 'status'],
    sorts: ['time_create', 'time_update', 'status', 'ip', 'host_name', 'cluster_name'],
  },
  logs: {
    filters: ['cluster_id', 'user_name', 'query_type', 'user_id'],
    sorts: [
      'time_create',
      'time_update',
      'cluster_name',
      'status',
      'operate_type',
      'user_name',
      'query_type',
    ],
  },
  pubkeys: { filters: ['user_id', 'name'], sorts: ['time_create', 'time_update', 'name'] },
  registries: { filters: ['user_id'], sorts: ['time_create', 'name', 'registry'] },
  providers: {
    filters: ['user_id', 'type'],
    sorts: ['time_create', 'time_update', 'name', 'type'],
  },
};

describe.each(Object.entries(lists))('%s', (table, { filters, sorts }) => {
  test.each(sorts)('sorted by %s comes from an index, without sorting', (column) => {
    const steps = plan(
      `SELECT * FROM ${table} WHERE tenant_id = ? ORDER BY ${column} DESC, id DESC LIMIT 10`,
    );
    expect(steps).toMatch(/^SEARCH .* USING INDEX/);
    expect(steps).not.toContain('TEMP B-TREE');
  });

  test.each(filters)('filtered by %s is not read as a whole', (column) => {
    const where = `tenant_id = ? AND ${column} = ?`;
    for (const wanted of ['count(*)', '*']) {
      expect(plan(`SELECT ${wanted} FROM ${table} WHERE ${where}`)).toMatch(/^SEARCH /);
    }
  });
});

const byAge = 'ORDER BY time_create ASC, id ASC LIMIT 10';

test.each([
  ...lists.clusters.filters.map((column) => ['clusters', `${column} = ?`]),
  ...lists.logs.filters.map((column) => ['logs', `${column} = ?`]),
  ['clusters', "status <> 'TERMINATED'"],
  ['hosts', 'status = ?'],
  ['hosts', "status <> 'TERMINATED'"],
])(
  '%s where %s come by their age without sorting, and are counted in an index',
  (table, filter) => {
    const where = `WHERE tenant_id = ? AND ${filter}`;
    const page = plan(`SELECT * FROM ${table} ${where} ${byAge}`);
    expect(page).toMatch(/^SEARCH .* USING INDEX/);
    expect(page).not.toContain('TEMP B-TREE');
    expect(plan(`SELECT count(*) FROM ${table} ${where}`)).toMatch(/USING COVERING INDEX/);
  },
);

test('clusters of one name are few: sorted by name only these are sorted by their ids', () => {
  const sorted = 'SELECT * FROM clusters WHERE tenant_id = ? ORDER BY name, id LIMIT 10';
  expect(plan(sorted)).toMatch(/^SEARCH .*clusters_name.*\nUSE TEMP B-TREE FOR LAST TERM/);
});

test('the hosts of one cluster are found by it, not by going through the tenant', () => {
  const where = 'WHERE +tenant_id = ? AND cluster_id = ?';
  for (const order of ['time_create, id', 'ip, id']) {
    const steps = plan(`SELECT * FROM hosts ${where} ORDER BY ${order} LIMIT 10`);
    expect(steps).toMatch(/^SEARCH .*hosts_cluster/);
  }
});

test('states are counted without reading the records', () => {
  for (const table of ['clusters', 'hosts']) {
    const count = `SELECT status, count(*) FROM ${table} GROUP BY status`;
    expect(plan(count)).toMatch(/USING COVERING INDEX/);
  }
});

test.each([
  ['a key is in use', 'SELECT 1 FROM cluster_uses WHERE kind = ? AND record_id = ?'],
  [
    'a provider is in use',
    "SELECT 1 FROM clusters WHERE provider_id = ? AND status <> 'TERMINATED'",
  ],
  ['a token is known', 'SELECT * FROM tokens WHERE hash = ?'],
  ['an operation has a log entry', 'SELECT id FROM logs WHERE operation_id = ?'],
  ['a key waits for its download', 'SELECT * FROM pubkeys WHERE user_id = ? AND downloadable = 1'],
])('whether %s is found by an index', (_, sql) => {
  expect(plan(sql)).toMatch(/^SEARCH .* USING (COVERING )?(INDEX|PRIMARY KEY)/);
});

describe('the uses of keys and registries', () => {
  const insert = `INSERT INTO clusters (id, name, owner, end_point, instances, pubkey_ids, provider_id,
      details, status, type, category, stack, host_key_policy, node_attribute, engine_opts,
      registries, user_id, tenant_id, time_create, time_update)
    VALUES (?, ?, '', '', 0, ?, '', '', 'INSTALLING', '', '', '', '', '', '', ?, '', '', '', '')`;
  const uses = () =>
    db
      .prepare<[], string>("SELECT kind || ':' || record_id FROM cluster_uses ORDER BY 1")
      .pluck()
      .all();

  test('follow the clusters, until they are terminated', () => {
    db.prepare(insert).run('c1', 'c1', '["k1","k2"]', '[{"_id":"r1"},{"name":"no id"}]');
    db.prepare(insert).run('c2', 'c2', null, '[]');
    expect(uses()).toEqual(['pubkey:k1', 'pubkey:k2', 'registry:r1']);
    db.prepare(
      `UPDATE clusters SET pubkey_ids = '["k2"]', registries = '[{"_id":"r2"}]' WHERE id = 'c1'`,
    ).run();
    expect(uses()).toEqual(['pubkey:k2', 'registry:r2']);
    db.prepare("UPDATE clusters SET status = 'TERMINATED' WHERE id = 'c1'").run();
    expect(uses()).toEqual([]);
  });
});
