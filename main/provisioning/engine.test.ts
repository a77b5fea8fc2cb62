import { afterEach, expect, test, vi } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { someCluster, someHost, someOperation } from '../store/fixtures.testing.ts';
import { initialSteps, listVersion } from './phase-list.ts';
import { noPhases, openEngine } from './fixtures.testing.ts';
import type { OperationDefinition } from './operation.ts';
import type { Phase, StepContext } from './phase.ts';

afterEach(() => void vi.useRealTimers());

/** A cluster with one host and an operation of one phase on it. */
function world(
  apply: (step: StepContext) => Promise<void>,
  more: Partial<OperationDefinition> = {},
) {
  // no host stands behind it that could say whose it is
  const phases: Phase[] = [{ name: 'connect', limitSeconds: 60, claims: true, apply }];
  const engine = openEngine({ 'add-hosts': { ...noPhases('add-hosts'), phases, ...more } });
  const { clusters, hosts, operations, journal } = engine;
  const cluster = someCluster({ status: 'MODIFYING' });
  const host = someHost(cluster);
  const operation = someOperation(cluster, { kind: 'add-hosts', input: { hostIds: [host.id] } });
  clusters.insert(cluster);
  hosts.insert(host);
  operations.insert(operation);
  for (const step of initialSteps(phases, [host])) journal.write(operation.id, step);
  const state = () => operations.find(operation.id)?.state;
  const leased = () => engine.db.prepare('SELECT count(*) FROM leases').pluck().get();
  return { ...engine, cluster, operation, state, leased };
}

const hangs = ({ signal }: StepContext) =>
  new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

test('an operation runs under its lease and ends with the statuses that follow', async () => {
  const { newEngine, operation, state, leased, clusters, cluster } = world(async () => undefined, {
    finish: (outcome, context) => context.setCluster({ details: outcome, status: 'RUNNING' }),
  });
  const engine = newEngine();
  engine.start(operation);
  expect([state(), leased()]).toEqual(['running', 1]);
  await engine.wait(operation.id);
  expect([state(), leased()]).toEqual(['succeeded', 0]);
  expect(clusters.find(cluster.id)).toMatchObject({ status: 'RUNNING', details: 'succeeded' });
});

test('a stop leaves the operation for the next start, which ends it', async () => {
  let tries = 0;
  const { newEngine, operation, journal, state, leased } = world((step) => {
    tries += 1;
    return tries === 1 ? hangs(step) : Promise.resolve();
  });
  const first = newEngine();
  first.start(operation);
  await vi.waitFor(() => expect(tries).toBe(1));
  await first.stop();
  expect([state(), leased()]).toEqual(['running', 1]);
  expect(journal.steps(operation.id)[0]).toMatchObject({ state: 'running', attempt: 1 });
  const second = newEngine();
  second.resume();
  await second.wait(operation.id);
  expect([state(), leased()]).toEqual(['succeeded', 0]);
});

test('a cancelled operation says so and frees the cluster', async () => {
  const { newEngine, operation, operations, state, leased } = world(hangs);
  const engine = newEngine();
  engine.start(operation);
  engine.cancel(operation);
  await engine.wait(operation.id);
  expect([state(), leased()]).toEqual(['cancelled', 0]);
  expect(operations.find(operation.id)?.error).toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(() => engine.cancel(operation)).toThrow(ControlPlaneError);
});

test('what the end of an operation needs is written all or not at all', async () => {
  const { newEngine, operation, state, leased, crashes, clusters, cluster } = world(
    async () => undefined,
    {
      finish(_, context) {
        context.setCluster({ status: 'RUNNING' });
        throw new Error('in the middle');
      },
    },
  );
  const engine = newEngine();
  engine.start(operation);
  await engine.wait(operation.id);
  // the end that follows from the fault cannot be written either
  expect(crashes).toMatchObject([{ message: 'in the middle' }, { message: 'in the middle' }]);
  expect([state(), leased()]).toEqual(['running', 1]);
  expect(clusters.find(cluster.id)?.status).toBe('MODIFYING');
});

test('while our disk is full nothing goes on unrecorded; then it goes on by itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let tries = 0;
  const { db, newEngine, operation, state, crashes, journal } = world(async (step) => {
    tries += 1;
    if (tries > 1) return;
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`);
    await step.change('more than the disk takes '.repeat(5000), async () => undefined);
  });
  const engine = newEngine();
  engine.start(operation);
  await engine.wait(operation.id);
  expect(crashes).toMatchObject([{ code: 'SQLITE_FULL' }]);
  expect(state()).toBe('running');
  expect(journal.steps(operation.id)[0]?.state).toBe('running');

  db.pragma('max_page_count = 1000000');
  await vi.advanceTimersByTimeAsync(10_000);
  await engine.wait(operation.id);
  expect([state(), tries]).toEqual(['succeeded', 2]);
});

test('while another program holds the store nothing is lost, and cancelling works', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { newEngine, operation, state, leased, crashes, journal } = world(async () => undefined);
  const write = vi.spyOn(journal, 'write').mockImplementation(() => {
    throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
  });
  const engine = newEngine();
  engine.start(operation);
  await engine.wait(operation.id);
  expect(crashes).toMatchObject([{ code: 'SQLITE_BUSY' }]);
  expect([state(), leased()]).toEqual(['running', 1]);
  // it is held yet when it is tried again
  await vi.advanceTimersByTimeAsync(10_000);
  await engine.wait(operation.id);
  expect([state(), crashes.length]).toEqual(['running', 2]);
  write.mockRestore();
  engine.cancel(operation);
  expect([state(), leased()]).toEqual(['cancelled', 0]);
  // nobody takes up what has ended
  await vi.advanceTimersByTimeAsync(60_000);
  expect([state(), leased()]).toEqual(['cancelled', 0]);
});

test('a fault of ours ends the operation, so that its levers work', async () => {
  const { newEngine, operation, state, leased, journal, operations } = world(async () => undefined);
  vi.spyOn(journal, 'steps').mockImplementationOnce(() => {
    throw new TypeError('x is not a function');
  });
  const engine = newEngine();
  engine.start(operation);
  await engine.wait(operation.id);
  expect([state(), leased()]).toEqual(['failed', 0]);
  expect(operations.find(operation.id)?.error).toMatchObject({ code: 'E12003' });
});

test('an operation that another version began runs the phases that are new, and no other', async () => {
  const told: string[] = [];
  const phase = (name: Phase['name']): Phase => ({
    name,
    limitSeconds: 60,
    apply: async () => void told.push(name),
  });
  const old = [phase('connect'), phase('claim')];
  const today = [phase('connect'), phase('hostname'), phase('claim')];
  const { newEngine, operations, journal, operation, state } = world(async () => undefined, {
    phases: today,
  });
  operations.setListVersion(operation.id, listVersion(old));
  const hostId = operation.input.hostIds[0] ?? '';
  const [host] = [someHost(someCluster(), { id: hostId })];
  const [connect, claim] = initialSteps(old, [host]);
  if (!connect || !claim) throw new Error('no steps');
  journal.replace(operation.id, [{ ...connect, state: 'done' }, claim]);
  const engine = newEngine();
  engine.start({ ...operation, listVersion: listVersion(old) });
  await engine.wait(operation.id);
  expect(state()).toBe('succeeded');
  expect(told).toEqual(['hostname', 'claim']);
  expect(operations.find(operation.id)?.listVersion).toBe(listVersion(today));
});

test('steps that this version does not know are shown, and end the operation with a way on', async () => {
  const { newEngine, operations, journal, operation, state } = world(async () => undefined);
  const [step] = journal.steps(operation.id);
  if (!step) throw new Error('no steps');
  journal.replace(operation.id, [step, { ...step, phase: 'of-tomorrow', state: 'done' }]);
  const engine = newEngine();
  engine.start(operation);
  await engine.wait(operation.id);
  expect(state()).toBe('failed');
  const { error } = operations.find(operation.id) ?? {};
  expect(error?.code).toBe('E60002');
  expect(error?.message).toContain('of-tomorrow');
  expect(journal.steps(operation.id).map(({ phase }) => phase)).toContain('of-tomorrow');
});
