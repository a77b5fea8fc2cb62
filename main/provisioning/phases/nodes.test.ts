import { expect, test } from 'vitest';
import { hurry } from '../testing/clock.testing.ts';
import { standIns, type ClusterSetup } from '../testing/stand-ins.testing.ts';
import { drainNodes } from './drain-nodes.ts';
import { forgetNode } from './forget-node.ts';
import { labelNodes } from './label-nodes.ts';
import { swarmInit } from './swarm-init.ts';
import { swarmJoin } from './swarm-join.ts';
import { verifyCluster } from './verify-cluster.ts';

const RUNNING = { docker: 'running' } as const;

/** A master and a slave in one swarm. */
async function twoNodes(setup: ClusterSetup = {}) {
  const cluster = await standIns([RUNNING, RUNNING], setup);
  for (const index of [0, 1]) cluster.claim(index);
  await cluster.run(swarmInit, 0);
  await cluster.run(swarmJoin, 1);
  const swarm = cluster.host(0).engine.managed();
  return {
    cluster,
    swarm,
    node: swarm.find(cluster.record(1).nodeId),
    docker: cluster.host(0).docker,
  };
}

test('a node is labelled by its role, its tags and the attributes of the cluster', async () => {
  const { cluster, swarm, node } = await twoNodes({
    cluster: { nodeAttribute: 'rack:7;disk:ssd' },
    records: [{}, { isShared: true, tags: ['disk=nvme', 'public=yes'] }],
  });
  node.spec = { ...node.spec, Labels: { theirs: 'stays' } };
  expect(await cluster.planAndRun(labelNodes, 1)).toMatchObject({
    state: 'done',
    changes: ['Label the node: clusterdesk.role=shared, rack=7, disk=nvme, public=yes'],
  });
  expect(node.spec.Labels).toEqual({
    'clusterdesk.role': 'shared',
    rack: '7',
    disk: 'nvme',
    public: 'yes',
    theirs: 'stays',
  });
  expect(await cluster.run(labelNodes, 1)).toMatchObject({ state: 'skipped' });
  // attributes are the slaves'
  await cluster.run(labelNodes, 0);
  expect(swarm.find(cluster.record(0).nodeId).spec.Labels).toEqual({
    'clusterdesk.role': 'master',
  });
});

test('a plan tells of the labels before there is a node', async () => {
  const cluster = await standIns([{}]);
  expect((await cluster.plan(labelNodes)).changes).toEqual([
    'Label the node: clusterdesk.role=master',
  ]);
});

test.for([labelNodes, drainNodes])(
  'a node that somebody else changes meanwhile keeps both changes: $name',
  async (phase) => {
    const { cluster, swarm, node, docker } = await twoNodes();
    docker.faults.push({
      on: /^POST \/nodes/,
      what: () => {
        node.spec = { ...node.spec, Labels: { theirs: 'new' } };
        swarm.touch(node);
      },
    });
    expect(await cluster.run(phase, 1)).toMatchObject({ state: 'done' });
    expect(node.spec.Labels).toHaveProperty('theirs', 'new');
    expect(docker.changes.filter((line) => line.startsWith('POST /nodes'))).toHaveLength(2);
  },
);

test.for([
  { phase: labelNodes, message: 'The node cannot be labelled.' },
  { phase: drainNodes, message: 'The node cannot be drained.' },
])('a swarm that refuses the change is told of: $message', async ({ phase, message }) => {
  const { cluster, docker } = await twoNodes();
  docker.faults.push({ on: /^POST \/nodes/, what: { status: 500, message: 'raft: dropped' } });
  expect(await cluster.run(phase, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DOCKER_REFUSED', message, cause: 'raft: dropped' }],
  });
});

test('a node that is changed all the time is given up', async () => {
  const { cluster, swarm, node, docker } = await twoNodes();
  const touch = { on: /^POST \/nodes/, times: Infinity, what: () => swarm.touch(node) };
  docker.faults.push(touch);
  hurry();
  expect(await cluster.run(labelNodes, 1)).toMatchObject({
    problems: [{ code: 'DOCKER_REFUSED', cause: expect.stringContaining('out of sequence') }],
  });
});

test('a node that is ready is verified', async () => {
  const { cluster } = await twoNodes();
  expect(await cluster.planAndRun(verifyCluster, 1)).toMatchObject({
    state: 'done',
    changes: [],
    log: ['The node is ready.'],
  });
  expect(cluster.record(1).isFulfilled).toBe(true);
});

test('a plan verifies nothing, since there is no node yet', async () => {
  const cluster = await standIns([{}]);
  expect(await cluster.plan(verifyCluster)).toEqual({ changes: [], errors: [] });
  expect(cluster.record(0).isFulfilled).toBe(false);
});

test('a node that gets ready is waited for', async () => {
  const { cluster, node, docker } = await twoNodes();
  node.trouble = { state: 'unknown' };
  docker.faults.push({ on: /^GET \/nodes/, after: true, what: () => delete node.trouble });
  expect(await cluster.run(verifyCluster, 1)).toMatchObject({ state: 'done' });
});

test.for([
  { trouble: { state: 'down', message: 'heartbeat failure' }, cause: 'heartbeat failure' },
  { trouble: { state: 'unknown' }, cause: 'it is unknown' },
  { availability: 'drain', cause: 'it is drain' },
])('a node that is not ready is told of: $cause', async ({ trouble, availability, cause }) => {
  const { cluster, node } = await twoNodes();
  if (trouble) node.trouble = trouble;
  if (availability) node.spec = { ...node.spec, Availability: availability };
  hurry();
  expect(await cluster.run(verifyCluster, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'NODE_NOT_READY', message: 'The node is not ready.', cause }],
  });
  expect(cluster.record(1).isFulfilled).toBe(false);
});

test('tasks go off a node that is drained', async () => {
  const { cluster, swarm, node } = await twoNodes();
  swarm.tasks.set(node.id, ['web.1', 'web.2']);
  swarm.tasks.set(cluster.record(0).nodeId, ['web.3']);
  expect(await cluster.planAndRun(drainNodes, 1)).toMatchObject({
    state: 'done',
    changes: ['Drain the node'],
  });
  expect(node.spec.Availability).toBe('drain');
  expect([...swarm.tasks.keys()]).toEqual([cluster.record(0).nodeId]);
});

test('tasks that stay are told of', async () => {
  const { cluster, swarm, node } = await twoNodes();
  swarm.tasks.set(node.id, ['web.1', 'web.2']);
  swarm.tasksStay = true;
  hurry();
  expect(await cluster.run(drainNodes, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DRAIN_TIMED_OUT', cause: '2 tasks still run there' }],
  });
});

test('the tasks of a node that is down are not waited for', async () => {
  const { cluster, swarm, node } = await twoNodes();
  swarm.tasks.set(node.id, ['web.1']);
  swarm.tasksStay = true;
  cluster.host(1).files.set('docker.active', 'inactive');
  expect(await cluster.run(drainNodes, 1)).toMatchObject({ state: 'done' });
  expect(node.spec.Availability).toBe('drain');
});

test('a node that is gone has no tasks, and nothing to be forgotten', async () => {
  const { cluster, swarm, node } = await twoNodes();
  cluster.host(1).engine.leave(true);
  swarm.remove(node.id, true);
  expect(await cluster.run(drainNodes, 1)).toMatchObject({ state: 'done', changes: [] });
  expect(await cluster.run(forgetNode, 1)).toMatchObject({ state: 'done' });
  expect(cluster.record(1).nodeId).toBe('');
});

test('a node that has left goes out of the list', async () => {
  const { cluster, swarm, node } = await twoNodes();
  cluster.host(1).engine.leave(true);
  expect(await cluster.planAndRun(forgetNode, 1)).toMatchObject({
    state: 'done',
    changes: ['Take the node out of the list of the swarm'],
  });
  expect(swarm.nodes.has(node.id)).toBe(false);
  expect(cluster.record(1).nodeId).toBe('');
});

test('hosts that were never nodes are neither drained nor forgotten', async () => {
  const cluster = await standIns([{}]);
  for (const { targets } of [drainNodes, forgetNode]) {
    expect(targets?.(cluster.record(0), [])).toBe(false);
    expect(targets?.({ ...cluster.record(0), nodeId: 'node' }, [])).toBe(true);
  }
});

test('a swarm that does not forget a node is told of, and the node stays in our records', async () => {
  const { cluster, docker, node } = await twoNodes();
  docker.faults.push({ on: /^DELETE \/nodes/, what: { status: 400, message: 'it is a manager' } });
  expect(await cluster.run(forgetNode, 1)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DOCKER_REFUSED', cause: 'it is a manager' }],
  });
  expect(cluster.record(1).nodeId).toBe(node.id);
});
