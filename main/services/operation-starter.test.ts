import { expect, test } from 'vitest';
import { node, openServices, request } from './cluster-fixtures.testing.ts';

const input = () =>
  request({
    dockerRegistries: [{ registry: 'r:5000', username: 'me', password: 'secret' }],
    pureslaveNodes: [node('10.0.0.3')],
  });

/** The tables into which the start of an operation writes, and which of their rows fails. */
const WRITES = [
  ['clusters', 1],
  ['hosts', 1],
  ['hosts', 3],
  ['secrets', 1],
  ['secrets', 3],
  ['operations', 1],
  ['leases', 1],
  ['journal_steps', 1],
  ['journal_steps', 20],
  ['operation_events', 20],
  ['logs', 1],
] as const;

test.for(WRITES)('a start that fails at %s, row %i, leaves nothing', async ([table, nth]) => {
  const { db, services, actor, dump } = await openServices();
  const before = dump();
  db.exec(`CREATE TEMP TABLE done (n);
    CREATE TEMP TRIGGER boom BEFORE INSERT ON main.${table}
    WHEN (SELECT count(*) FROM done) = ${nth - 1}
    BEGIN SELECT RAISE(ABORT, 'in the middle'); END;
    CREATE TEMP TRIGGER counted AFTER INSERT ON main.${table}
    BEGIN INSERT INTO done VALUES (1); END;`);
  expect(() => services.clusters.create(actor, input())).toThrow('in the middle');
  expect(dump()).toBe(before);
  db.exec('DROP TRIGGER boom');
  services.clusters.create(actor, input());
  expect(dump()).not.toBe(before);
});

test('what is put into the store: steps for each host, one lease, one entry of the log', async () => {
  const { db, services, actor, journal } = await openServices();
  const { operationId, cluster } = services.clusters.create(actor, input());
  const steps = journal.steps(operationId);
  expect(new Set(steps.map((step) => step.host))).toEqual(
    new Set(['10.0.0.1', '10.0.0.2', '10.0.0.3']),
  );
  expect(steps.every((step) => step.state === 'pending' && step.attempt === 0)).toBe(true);
  expect(db.prepare('SELECT operation_id FROM leases').pluck().all()).toEqual([operationId]);
  expect(services.logs.list(actor, {}).items).toMatchObject([
    { operateType: 'create_cluster', status: 'start', clusterId: cluster._id },
  ]);
});
