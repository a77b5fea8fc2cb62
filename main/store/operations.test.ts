import { expect, test } from 'vitest';
import { operationKinds } from '../../shared/contract/operation.ts';
import { openStore, someCluster, someOperation } from './fixtures.testing.ts';
import { operationInputs } from './operation-inputs.ts';

test('inputs that earlier versions wrote are read, without what is none of theirs', () => {
  const { db, clusters, operations } = openStore();
  const cluster = someCluster();
  clusters.insert(cluster);
  const stored = [
    ['create-cluster', '{"hostIds":["h"]}', { hostIds: ['h'] }],
    ['create-cluster', '{"hostIds":["h"],"takeOver":false}', { hostIds: ['h'], takeOver: false }],
    ['add-hosts', '{"hostIds":[],"takeOver":true,"odd":1}', { hostIds: [], takeOver: true }],
    ['delete-cluster', '{"hostIds":["h"],"writeOff":true}', { hostIds: ['h'], writeOff: true }],
    ['remove-pubkeys', '{"hostIds":["h"],"ids":["k"]}', { hostIds: ['h'], ids: ['k'] }],
  ] as const;
  for (const [kind, text, input] of stored) {
    const operation = someOperation(cluster, { kind });
    operations.insert(operation);
    db.prepare('UPDATE operations SET input = ? WHERE id = ?').run(text, operation.id);
    expect(operations.find(operation.id)?.input).toEqual(input);
  }
  expect(operations.unfinished()).toHaveLength(stored.length);
});

test('every kind of operation names its hosts, and those that change records or replace a host their ids', () => {
  for (const kind of operationKinds) {
    expect(operationInputs[kind].safeParse({}).success).toBe(false);
    expect(operationInputs[kind].safeParse({ hostIds: [] }).success).toBe(
      !/(pubkeys|registries|replace-host)$/.test(kind),
    );
  }
});
