import { beforeEach, expect, test } from 'vitest';
import { openStores } from '../store/index.ts';
import { MOST_ENTRIES } from '../store/logs.ts';
import { openFixture, type Fixture } from './fixtures.testing.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = openFixture();
});

const EMPTY = {
  clusterName: '',
  clusterId: '',
  operateType: '',
  queryType: '',
  userName: '',
  userId: '',
  status: '',
  comments: '',
  operationId: null,
  timeCreate: '',
  timeUpdate: '',
};
const OPERATION = 'a'.repeat(24);
const CLUSTER = 'b'.repeat(24);

test('a long operation has one entry, which goes from start to its end', () => {
  const { logs, actor } = fixture;
  const _id = logs.start(actor, {
    operateType: 'create_cluster',
    clusterId: CLUSTER,
    clusterName: 'c',
    operationId: OPERATION,
  });
  expect(logs.list(actor, {}).items).toEqual([
    expect.objectContaining({ _id, status: 'start', queryType: 'cluster', comments: '' }),
  ]);
  logs.finish(OPERATION, 'fail', 'installation_failed');
  expect(logs.list(actor, {}).items).toEqual([
    expect.objectContaining({ _id, status: 'fail', comments: 'installation_failed' }),
  ]);
  logs.finish('0'.repeat(24), 'success', '');
  expect(fixture.changes).toEqual([
    { resource: 'log', id: _id },
    { resource: 'log', id: _id },
  ]);
});

test('a short one has a final entry that names its object', () => {
  const { logs, actor } = fixture;
  logs.record(actor, 'save_pubkey', 'mine');
  expect(logs.list(actor, {}).items[0]).toMatchObject({
    operateType: 'save_pubkey',
    queryType: 'pubkey',
    userName: 'sysadmin',
    clusterId: '',
    status: 'success',
    comments: 'mine',
  });
});

test('lists are filtered, and entries of another tenant are not in them', () => {
  const { logs, actor, stranger } = fixture;
  logs.record(actor, 'save_pubkey', 'a');
  logs.record(actor, 'create_smtp', 'b');
  logs.record(stranger, 'create_smtp', 'c');
  const comments = (query: object) => logs.list(actor, query).items.map((entry) => entry.comments);
  expect(comments({})).toEqual(['a', 'b']);
  expect(comments({ queryType: 'smtp' })).toEqual(['b']);
  expect(comments({ user_name: 'stranger' })).toEqual([]);
  expect(comments({ user_id: actor.userId, sort: '-_id', limit: 1 })).toEqual(['b']);
  expect(comments({ user_id: 'no id, so no filter', skip: 1 })).toEqual(['b']);
  expect(comments({ cluster_id: CLUSTER })).toEqual([]);
});

test('comments of the start stay where the end has none', () => {
  const { logs, actor } = fixture;
  logs.start(actor, {
    operateType: 'add_pubkeys',
    clusterId: CLUSTER,
    clusterName: 'c',
    operationId: OPERATION,
    comments: 'mine, theirs',
  });
  logs.finish(OPERATION, 'fail', undefined);
  const entry = { status: 'fail', comments: 'mine, theirs', queryType: 'cluster' };
  expect(logs.list(actor, {}).items).toMatchObject([entry]);
});

test('the newest entries are kept, at the beginning of a run and ever after', () => {
  const { logs, actor, db, stores } = fixture;
  for (let i = 0; i < 5; i += 1) logs.record(actor, 'save_pubkey', String(i));
  stores.logs.prune(3);
  const comments = () => logs.list(actor, {}).items.map((entry) => entry.comments);
  expect(comments()).toEqual(['2', '3', '4']);
  stores.logs.prune();
  expect(comments()).toEqual(['2', '3', '4']);
  // more than are kept, as an earlier version may have left them
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO logs SELECT printf('%024x', i), '', '', 'x', 'x', '', '', ?, '', '', NULL, '', '' FROM n`,
  ).run(MOST_ENTRIES, actor.tenantId);
  const restarted = openStores(db);
  restarted.logs.insert({ ...EMPTY, id: 'f'.repeat(24), tenantId: actor.tenantId });
  expect(logs.list(actor, { limit: 1 }).total).toBe(MOST_ENTRIES);
  expect(logs.list(actor, { sort: '-_id', limit: 4 }).items.map(({ _id }) => _id[0])).toContain(
    'f',
  );
});
