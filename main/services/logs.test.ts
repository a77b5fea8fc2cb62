import { beforeEach, expect, test } from 'vitest';
import { openFixture, type Fixture } from './fixtures.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = openFixture();
});

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
  logs.finish('0'.repeat(24), 'success');
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
