import { expect, test } from 'vitest';
import type { OperationEvent, OperationState } from '../../shared/contract/operation.ts';
import { openServices, request } from './cluster-fixtures.testing.ts';
import { refusal } from './fixtures.testing.ts';

async function world() {
  const {
    services,
    actor,
    operations: records,
    journal,
    events,
    clusters,
    db,
  } = await openServices();
  const { operationId: id, cluster } = services.clusters.create(actor, request());
  const { operations } = services;
  const inState = (state: OperationState) => records.setState(id, state);
  const levers = () =>
    (['retry', 'cancel', 'rollback'] as const).filter((lever) => {
      // each lever is tried on its own and its effect taken back
      db.exec('SAVEPOINT lever');
      const refused = refusal(() => operations[lever](actor, id)) === 'E60001';
      db.exec('ROLLBACK TO lever; RELEASE lever');
      return !refused;
    });
  return {
    services,
    actor,
    records,
    journal,
    events,
    operations,
    clusters,
    id,
    cluster,
    inState,
    levers,
    db,
  };
}

test('which lever fits which state', async () => {
  const { inState, levers } = await world();
  const table = (['failed', 'cancelled', 'succeeded', 'rolled-back'] as const).map((state) => {
    inState(state);
    return [state, levers()];
  });
  expect(table).toEqual([
    ['failed', ['retry', 'rollback']],
    ['cancelled', ['retry', 'rollback']],
    ['succeeded', []],
    ['rolled-back', []],
  ]);
});

test('an operation that succeeded without one of its hosts can be tried again for it', async () => {
  const { operations, journal, inState, actor, id } = await world();
  const [first] = journal.steps(id);
  if (first) journal.write(id, { ...first, state: 'failed' });
  inState('succeeded');
  expect(operations.retry(actor, id).state).toBe('pending');
});

test('nothing is tried again on a cluster that is gone, nor by two at once', async () => {
  const { operations, services, inState, actor, id, cluster, db } = await world();
  inState('failed');
  db.prepare('DELETE FROM leases').run();
  db.prepare(`UPDATE clusters SET status = 'FAILED'`).run();
  db.prepare(`UPDATE hosts SET is_claimed = 1`).run();
  services.clusters.remove(actor, cluster._id);
  expect(refusal(() => operations.retry(actor, id))).toBe('E60001');
  db.prepare('DELETE FROM leases').run();
  db.prepare(`UPDATE clusters SET status = 'TERMINATED'`).run();
  expect(refusal(() => operations.retry(actor, id))).toBe('E60001');
});

test('who follows gets every event once, in order, and the end', async () => {
  const { operations, events, actor, id, inState } = await world();
  const seen: OperationEvent[] = [];
  const before = events.after(id, 0).length;
  const following = (async () => {
    for await (const event of operations.events(actor, id, 0, new AbortController().signal)) {
      seen.push(event);
      if (seen.length === before) inState('running');
      if (seen.length === before + 1) inState('succeeded');
    }
  })();
  await following;
  expect(seen.map((event) => event.seq)).toEqual(seen.map((_, index) => index + 1));
  expect(seen.at(-1)).toMatchObject({ type: 'operation', state: 'succeeded' });
  const late: OperationEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of operations.events(actor, id, seen.length - 1, signal)) late.push(event);
  expect(late).toEqual(seen.slice(-1));
});

test('log lines are found at once, also those that are not on the disk yet', async () => {
  const { services, events, actor, id } = await world();
  const { operations } = services;
  const hostId = 'a'.repeat(24);
  for (const line of ['apt: one', 'apt: two', 'other']) {
    events.emitLog(id, { type: 'log', phase: 'install-docker', hostId, host: '10.0.0.1', line });
  }
  const found = operations.logs(actor, id, { q: 'APT', limit: 1 });
  expect(found).toMatchObject({ total: 2, items: [{ line: 'apt: one', hostId }] });
  expect(operations.logs(actor, id, { phase: 'connect' }).total).toBe(0);
  expect(operations.logs(actor, id, { phase: '', host_id: '' }).total).toBe(3);
});
