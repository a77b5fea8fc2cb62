import { expect, test } from 'vitest';
import { hurry } from '../testing/clock.testing.ts';
import { claimedHost, standIns, type StandInCluster } from '../testing/stand-ins.testing.ts';
import { swarmInit } from './swarm-init.ts';
import { swarmJoin } from './swarm-join.ts';
import { swarmLeave } from './swarm-leave.ts';

const RUNNING = { docker: 'running' } as const;

async function swarmOf(...roles: ('master' | 'slave')[]): Promise<StandInCluster> {
  const cluster = await standIns(
    roles.map(() => RUNNING),
    { records: roles.map((role) => ({ isMaster: role === 'master' })) },
  );
  for (const index of roles.keys()) cluster.claim(index);
  await cluster.run(swarmInit, 0);
  for (const index of roles.keys()) if (index > 0) await cluster.run(swarmJoin, index);
  return cluster;
}

const changesOf = (cluster: StandInCluster, index: number) =>
  cluster.host(index).docker.changes.filter((line) => !/init|join/.test(line));

test('a slave leaves', async () => {
  const cluster = await swarmOf('master', 'slave');
  expect(await cluster.planAndRun(swarmLeave, 1)).toMatchObject({
    state: 'done',
    changes: ['Leave the swarm'],
  });
  expect(changesOf(cluster, 1)).toEqual([
    'POST /swarm/leave?force=true',
    'DELETE /networks/docker_gwbridge',
  ]);
  expect(cluster.ledger(1)).not.toHaveProperty('swarm');
  expect(await cluster.run(swarmLeave, 1)).toMatchObject({ state: 'done', changes: [] });
});

test('a master steps down before it leaves, so that the others keep their majority', async () => {
  const cluster = await swarmOf('master', 'master');
  await cluster.run(swarmLeave, 1);
  expect(changesOf(cluster, 1)).toEqual([
    expect.stringMatching(/^POST \/nodes\/\w+\/update\?version=\d+$/),
    'POST /swarm/leave?force=true',
    'DELETE /networks/docker_gwbridge',
  ]);
  const roles = [...cluster.host(0).engine.managed().nodes.values()].map(({ spec }) => spec.Role);
  expect(roles).toEqual(['manager', 'worker']);
});

test('the last master leaves as one', async () => {
  const cluster = await swarmOf('master');
  await cluster.run(swarmLeave);
  expect(changesOf(cluster, 0)).toEqual([
    'POST /swarm/leave?force=true',
    'DELETE /networks/docker_gwbridge',
  ]);
});

test('a master that cannot step down leaves all the same', async () => {
  const cluster = await swarmOf('master', 'master');
  const { docker, engine } = cluster.host(1);
  docker.faults.push({ on: /^POST \/nodes/, what: { status: 500, message: 'raft: stopped' } });
  const { state, log } = await cluster.run(swarmLeave, 1);
  expect(state).toBe('done');
  expect(log).toContain('It leaves as a master: Docker did not step down.');
  expect(engine.membership).toBeUndefined();
});

test('a master without a leader leaves all the same', async () => {
  const cluster = await swarmOf('master', 'master');
  cluster.host(0).engine.leave(true);
  expect(await cluster.run(swarmLeave, 1)).toMatchObject({ state: 'done' });
  expect(cluster.host(1).engine.membership).toBeUndefined();
});

test('a Docker that is off is started, for it would be a member again', async () => {
  const cluster = await swarmOf('master', 'slave');
  const { files, engine } = cluster.host(1);
  files.set('docker.active', 'inactive');
  cluster.restart();
  expect(await cluster.run(swarmLeave, 1)).toMatchObject({
    changes: ['Start Docker', 'Leave the swarm'],
  });
  expect(engine.membership).toBeUndefined();
});

test.for([{ docker: 'running' }, { docker: 'none' }] as const)(
  'a host that is in no swarm by our hand is left alone: $docker',
  async (setup) => {
    const cluster = await claimedHost(setup);
    const { engine, docker } = cluster.host(0);
    if (setup.docker === 'none') cluster.claim(0, { swarm: { gatewayBridgeBefore: false } });
    else engine.init({});
    expect(await cluster.run(swarmLeave)).toMatchObject({ state: 'done', changes: [] });
    expect(docker.changes).toEqual([]);
  },
);

test('a Docker that has left by itself gets only its bridge removed', async () => {
  const cluster = await swarmOf('master', 'slave');
  cluster.host(1).engine.leave(true);
  await cluster.run(swarmLeave, 1);
  expect(changesOf(cluster, 1)).toEqual(['DELETE /networks/docker_gwbridge']);
});

test('it does not leave before its ingress network stands', async () => {
  const cluster = await swarmOf('master', 'slave');
  const { docker, engine } = cluster.host(1);
  engine.ingressAfterLooks = 2;
  await cluster.run(swarmLeave, 1);
  const looks = docker.requests.filter((line) => line === 'GET /networks/docker_gwbridge');
  expect(looks).toHaveLength(3);
  expect(docker.requests.lastIndexOf('GET /networks/docker_gwbridge')).toBeLessThan(
    docker.requests.indexOf('POST /swarm/leave?force=true'),
  );
});

test('a swarm that has no ingress network is not waited for', async () => {
  const cluster = await swarmOf('master', 'slave');
  const { engine } = cluster.host(1);
  for (const name of ['ingress', 'docker_gwbridge']) engine.networks.delete(name);
  hurry();
  expect(await cluster.run(swarmLeave, 1)).toMatchObject({ state: 'done' });
  expect(engine.membership).toBeUndefined();
});

test('a bridge that was there before us stays', async () => {
  const cluster = await standIns([RUNNING]);
  cluster.claim();
  const { engine } = cluster.host(0);
  engine.addNetwork('docker_gwbridge');
  await cluster.run(swarmInit);
  expect(cluster.ledger().swarm).toEqual({ gatewayBridgeBefore: true });
  await cluster.run(swarmLeave);
  expect([...engine.networks.keys()]).toContain('docker_gwbridge');
});

test.for([
  {
    status: 403,
    message: 'has active endpoints',
    says: 'The network docker_gwbridge is in use and stays.',
  },
  { status: 500, message: 'bridge: busy', says: 'docker_gwbridge stays: bridge: busy' },
])('a bridge that Docker keeps is told of: $message', async ({ status, message, says }) => {
  const cluster = await swarmOf('master');
  const { docker } = cluster.host(0);
  docker.faults.push({ on: /^DELETE \/networks/, times: Infinity, what: { status, message } });
  docker.faults.push({ on: /^POST \/swarm\/leave/, what: hurry });
  const { state, log } = await cluster.run(swarmLeave);
  expect(state).toBe('done');
  expect(log).toContain(says);
});

test('an ingress network that Docker keeps is told of', async () => {
  const cluster = await swarmOf('master');
  const { docker, engine } = cluster.host(0);
  docker.faults.push({
    on: /^POST \/swarm\/leave/,
    after: true,
    what: () => engine.addNetwork('ingress'),
  });
  const { log } = await cluster.run(swarmLeave);
  expect(log).toContain(
    'Docker keeps its ingress network, which goes when Docker is started anew.',
  );
});

test('a Docker that says that it left, and has not, is told of', async () => {
  const cluster = await swarmOf('master');
  const { docker } = cluster.host(0);
  docker.faults.push({ on: /^POST \/swarm\/leave/, what: { status: 200, message: '' } });
  hurry();
  expect(await cluster.run(swarmLeave)).toMatchObject({
    state: 'failed',
    problems: [
      { code: 'DOCKER_REFUSED', message: 'Docker did not leave the swarm.', cause: 'active' },
    ],
  });
  expect(cluster.ledger()).toHaveProperty('swarm');
});
