import { expect, test } from 'vitest';
import { standIns, type ClusterSetup } from '../testing/stand-ins.testing.ts';
import { swarmInit } from './swarm-init.ts';
import { swarmJoin } from './swarm-join.ts';

const RUNNING = { docker: 'running' } as const;

/** A first master whose swarm stands, and hosts that are to join. */
async function startedSwarm(setup: ClusterSetup = {}, hosts = 2) {
  const cluster = await standIns(
    Array.from({ length: hosts }, () => RUNNING),
    setup,
  );
  for (let index = 0; index < hosts; index += 1) cluster.claim(index);
  await cluster.run(swarmInit, 0);
  return cluster;
}

test('a slave joins as worker, and leaves again', async () => {
  const cluster = await startedSwarm();
  const [master, { engine, files }] = [cluster.host(0).engine, cluster.host(1)];
  const before = files.snapshot();
  expect(await cluster.planAndRun(swarmJoin, 1)).toMatchObject({
    state: 'done',
    changes: ['Join the swarm as worker'],
  });
  expect(engine.membership?.swarm).toBe(master.managed());
  expect(engine.info().Swarm.ControlAvailable).toBe(false);
  expect(cluster.record(1).nodeId).toBe(engine.membership?.nodeId);
  cluster.context.updateHost(cluster.record(1).id, { nodeId: '' });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({ state: 'skipped' });
  expect(cluster.record(1).nodeId).toBe(engine.membership?.nodeId);
  expect(await cluster.undo(swarmJoin, 1)).toMatchObject({ changes: ['Leave the swarm'] });
  expect(files.snapshot()).toEqual(before);
});

test('a master joins as manager', async () => {
  const cluster = await startedSwarm({ records: [{}, { isMaster: true }] });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({ changes: ['Join the swarm as manager'] });
  expect(cluster.host(1).engine.info().Swarm.ControlAvailable).toBe(true);
});

test('all but the first master join, masters one by one', async () => {
  const cluster = await standIns([{}, {}]);
  const [first, slave] = [cluster.record(0), cluster.record(1)];
  expect([first, slave].map((host) => swarmJoin.targets?.(host, []))).toEqual([false, true]);
  expect([first, slave].map((host) => swarmJoin.oneByOne?.(host))).toEqual([true, false]);
});

test('a plan tells of it before there is a swarm, and before there is a Docker', async () => {
  const cluster = await standIns([{}, {}]);
  expect(await cluster.plan(swarmJoin, 1)).toEqual({
    changes: ['Join the swarm as worker'],
    errors: [],
  });
});

test('a master that is off is passed over for one that answers', async () => {
  const records = [{}, { isMaster: true }, {}];
  const cluster = await startedSwarm({ records }, 3);
  await cluster.run(swarmJoin, 1);
  cluster.restart();
  // its Docker goes on: without it two managers have no majority
  await cluster.host(0).powerOff();
  expect(await cluster.run(swarmJoin, 2)).toMatchObject({ state: 'done' });
});

test.for([
  { what: 'host', code: 'HOST_PORT_REFUSED', says: / Given up after 0 s\.$/ },
  {
    what: 'Docker',
    code: 'DOCKER_NOT_RUNNING',
    says: /^Master .*: The Docker Engine does not answer/,
  },
  { what: 'swarm', code: 'SWARM_JOIN_FAILED', says: /^No master of the swarm answers\.$/ },
])('a master without its $what is told of', async ({ what, code, says }) => {
  const cluster = await startedSwarm();
  const master = cluster.host(0);
  cluster.restart();
  if (what === 'host') await master.powerOff();
  if (what === 'Docker') master.files.set('docker.active', 'inactive');
  if (what === 'swarm') master.engine.leave(true);
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code, message: expect.stringMatching(says) }],
  });
});

test('a network that lets nothing through is told from a swarm that refuses', async () => {
  const cluster = await startedSwarm();
  const { docker } = cluster.host(1);
  docker.faults.push({
    on: /^POST \/swarm\/join/,
    what: { status: 400, message: 'invalid join token' },
  });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({
    problems: [
      {
        code: 'SWARM_JOIN_FAILED',
        message: 'It could not join as worker.',
        cause: 'invalid join token',
      },
    ],
  });
  cluster.context.updateHost(cluster.record(0).id, { privateIp: '10.9.9.9' });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({
    problems: [
      {
        code: 'HOST_PEER_UNREACHABLE',
        cause: expect.stringContaining('dial tcp 10.9.9.9:2377: connect: connection refused'),
      },
    ],
  });
  await cluster.undo(swarmJoin, 1);
  expect(cluster.ledger(1)).not.toHaveProperty('swarm');
});

test('a join whose word did not come back is one', async () => {
  const cluster = await startedSwarm();
  cluster.host(1).docker.faults.push({ on: /^POST \/swarm\/join/, after: true, what: 'cut' });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DOCKER_NOT_RUNNING' }],
  });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({ state: 'skipped' });
});

test.for(['worker', 'manager'])(
  'a join that was cut off leaves no second node in the list: %s',
  async (role) => {
    const cluster = await startedSwarm({ records: [{}, { isMaster: role === 'manager' }] });
    const { engine } = cluster.host(1);
    await cluster.run(swarmJoin, 1);
    const half = engine.membership?.nodeId ?? '';
    engine.localNodeState = 'pending';
    expect(await cluster.run(swarmJoin, 1)).toMatchObject({ state: 'done' });
    // a manager that left without a word would be counted among those who must agree
    const nodes = [...cluster.host(0).engine.managed().nodes.keys()];
    expect(nodes).toHaveLength(2);
    expect(nodes).not.toContain(half);
  },
);

test('a host that is still in a swarm of before joins the one of today', async () => {
  const cluster = await startedSwarm();
  const { engine } = cluster.host(1);
  cluster.claim(1, { swarm: { gatewayBridgeBefore: false } });
  engine.init({});
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({ state: 'done' });
  expect(engine.membership?.swarm).toBe(cluster.host(0).engine.managed());
});

test('a question that failed is not taken for an answer', async () => {
  const cluster = await startedSwarm();
  await cluster.run(swarmJoin, 1);
  const { docker } = cluster.host(0);
  docker.faults.push({ on: /^GET \/nodes\//, what: { status: 500, message: 'busy' } });
  expect(await cluster.run(swarmJoin, 1)).toMatchObject({ state: 'failed' });
  expect(cluster.host(1).docker.changes.filter((line) => line.includes('leave'))).toEqual([]);
});
