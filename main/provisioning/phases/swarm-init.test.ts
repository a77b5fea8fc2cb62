import { expect, test } from 'vitest';
import { claimedHost, type StandInCluster } from '../testing/stand-ins.testing.ts';
import { swarmInit } from './swarm-init.ts';

const nodeOf = (cluster: StandInCluster, index = 0) =>
  cluster.host(index).engine.membership?.nodeId ?? '';

test('the first master starts the swarm of the cluster, and leaves it again', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { files, engine } = cluster.host(0);
  const before = files.snapshot();
  expect(await cluster.planAndRun(swarmInit)).toMatchObject({
    state: 'done',
    changes: [`Start a swarm, advertised at ${cluster.host(0).address}`],
  });
  expect(engine.managed().labels).toEqual({ 'clusterdesk.cluster': cluster.record(0).clusterId });
  expect(cluster.record(0).nodeId).toBe(nodeOf(cluster));
  expect(cluster.ledger().swarm).toEqual({ gatewayBridgeBefore: false });
  expect(await cluster.run(swarmInit)).toMatchObject({ state: 'skipped' });
  expect(await cluster.undo(swarmInit)).toMatchObject({ changes: ['Leave the swarm'] });
  expect(engine.info().Swarm.LocalNodeState).toBe('inactive');
  expect([...engine.networks.keys()]).toEqual(['bridge', 'host', 'none']);
  expect(files.snapshot()).toEqual(before);
});

test('only the first master does so', async () => {
  const cluster = await claimedHost();
  expect(swarmInit.targets?.(cluster.record(0), [])).toBe(true);
  expect(swarmInit.targets?.({ ...cluster.record(0), isClient: false }, [])).toBe(false);
});

test('a plan tells of it before there is a Docker', async () => {
  const cluster = await claimedHost();
  expect((await cluster.plan(swarmInit)).changes).toHaveLength(1);
});

test('a swarm whose word did not come back is known by its label', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { docker } = cluster.host(0);
  docker.faults.push({ on: /^POST \/swarm\/init/, after: true, what: 'cut' });
  expect(await cluster.run(swarmInit)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DOCKER_NOT_RUNNING' }],
  });
  // into the ledger before it is so
  expect(cluster.ledger().swarm).toEqual({ gatewayBridgeBefore: false });
  expect(await cluster.run(swarmInit)).toMatchObject({ state: 'skipped' });
  expect(cluster.record(0).nodeId).toBe(nodeOf(cluster));
});

test('the swarm of the cluster that the host was taken over from is left', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { engine } = cluster.host(0);
  // the list that was taken over says that it came by that cluster's hand
  cluster.claim(0, { swarm: { gatewayBridgeBefore: false } });
  engine.init({ 'clusterdesk.cluster': 'another' });
  const before = engine.membership?.swarm;
  expect(await cluster.run(swarmInit)).toMatchObject({ state: 'done' });
  expect(engine.membership?.swarm).not.toBe(before);
});

test('a swarm that the host did not join by our hand is left alone', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { engine } = cluster.host(0);
  engine.init({});
  const before = engine.membership?.swarm;
  expect(await cluster.run(swarmInit)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_IN_OTHER_SWARM' }],
  });
  expect(engine.membership?.swarm).toBe(before);
});

test('a host that another controller has taken meanwhile keeps its swarm', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { engine } = cluster.host(0);
  cluster.claim(0, { swarm: { gatewayBridgeBefore: false } });
  engine.init({ 'clusterdesk.cluster': '2'.repeat(24) });
  cluster.putLedger(0, { controller: '1'.repeat(24), clusterId: '2'.repeat(24) });
  const before = engine.membership?.swarm;
  expect(await cluster.run(swarmInit)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_TAKEN' }],
  });
  expect(engine.membership?.swarm).toBe(before);
});

test.for([
  {
    message: 'must specify a listening address because the address was not recognized',
    problem: { code: 'DOCKER_REFUSED', message: 'Docker did not start a swarm.' },
  },
  {
    message: 'write /var/lib/docker/swarm/state.json: no space left on device',
    problem: { code: 'HOST_DISK_FULL', message: 'Docker has no space left.' },
  },
])('what Docker says is told: $message', async ({ message, problem }) => {
  const cluster = await claimedHost({ docker: 'running' });
  const { docker, engine } = cluster.host(0);
  docker.faults.push({ on: /^POST \/swarm\/init/, what: { status: 400, message } });
  expect(await cluster.run(swarmInit)).toMatchObject({
    state: 'failed',
    problems: [{ ...problem, cause: message }],
  });
  expect(await cluster.undo(swarmInit)).toMatchObject({ state: 'done' });
  expect(cluster.ledger()).not.toHaveProperty('swarm');
  expect(engine.membership).toBeUndefined();
});
