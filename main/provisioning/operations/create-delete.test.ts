import { expect, test, vi } from 'vitest';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { Executor } from '../executor.ts';
import type { OperationDefinition } from '../operation.ts';
import { initialSteps } from '../phase-list.ts';
import type { RegistryAccess } from '../phase.ts';
import { makePlan } from '../plan.ts';
import { swarm } from '../stacks/swarm.ts';
import { DEFAULT_RETRY_LIMITS } from '../step-runner.ts';
import { memoryJournal } from '../testing/memory-journal.testing.ts';
import { standIns, type StandInCluster } from '../testing/stand-ins.testing.ts';
import { addHosts } from './add-hosts.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import { removeHosts } from './remove-hosts.ts';

// whole operations, on a machine that may be busy with others
vi.setConfig({ testTimeout: 60_000 });

const REGISTRIES: RegistryAccess[] = [
  {
    id: 'plain',
    address: 'reg.lan:5000',
    secure: false,
    caText: '',
    username: 'robot',
    password: 'canary',
    isSystem: true,
  },
  {
    id: 'own',
    address: 'own.lan',
    secure: true,
    caText: 'CERTIFICATE\n',
    username: '',
    password: '',
    isSystem: false,
  },
];

/** A master without Docker, one whose Docker is off, and a slave that is in use already. */
async function machines(): Promise<StandInCluster> {
  const cluster = await standIns(
    [{ name: 'bare' }, { name: 'off', docker: 'stopped' }, { name: 'used', docker: 'running' }],
    {
      cluster: { nodeAttribute: 'rack:7', engineOpts: [{ optkey: 'label', optvalue: 'row=1' }] },
      records: [{ wantedName: 'm1' }, { isMaster: true, isSlave: false }, { wantedName: 's1' }],
      registries: REGISTRIES,
      pubkeys: ['ssh-ed25519 AAAA1 one'],
    },
  );
  const used = cluster.host(2).files;
  used.put('/etc/docker/daemon.json', '{ "debug": true,\t"labels": ["theirs"] }', 0o640);
  used.put('/root/.ssh/authorized_keys', 'ssh-rsa AAAA2 theirs', 0o600);
  return cluster;
}

/** Everything of the machines that can be compared: their disks, and Docker's state. */
const stateOf = ({ hosts }: StandInCluster) =>
  hosts.map(({ files, engine }) => ({
    files: files.snapshot(),
    active: files.get('docker.active'),
    enabled: files.get('docker.enabled'),
    networks: [...engine.networks.keys()],
  }));

function operation(cluster: StandInCluster, definition: OperationDefinition) {
  const { context } = cluster;
  const journal = memoryJournal(initialSteps(definition.phases, context.hosts()));
  const executor = () =>
    new Executor({
      definition,
      context,
      journal,
      window: 20,
      retryLimits: DEFAULT_RETRY_LIMITS,
      signal: new AbortController().signal,
    });
  return { journal, executor };
}

async function carryOut(cluster: StandInCluster, definition: OperationDefinition) {
  const { journal, executor } = operation(cluster, definition);
  const result = await executor().run();
  return { journal, ...result };
}

const planOf = (cluster: StandInCluster, definition: OperationDefinition) =>
  makePlan(definition, cluster.context, { window: 20, signal: new AbortController().signal });

test('a cluster is made as was planned, and all of its hosts are given back', async () => {
  const cluster = await machines('none');
  const before = stateOf(cluster);
  const records = structuredClone(cluster.all);
  const plan = await planOf(cluster, createCluster(swarm));
  expect(stateOf(cluster)).toEqual(before);
  expect(plan.errors).toBe(0);
  // a plan learns the addresses and names of its hosts, which are drafts
  for (const { id, ...record } of records) cluster.context.updateHost(id, record);

  const made = await carryOut(cluster, createCluster(swarm));
  expect({ error: made.error, outcome: made.outcome }).toEqual({
    error: null,
    outcome: 'succeeded',
  });
  const done = Map.groupBy(made.journal.steps(), ({ host }) => host);
  for (const { host, changes } of plan.hosts) {
    const steps = done.get(host) ?? [];
    expect(
      steps.flatMap((step) => step.changes.map((change) => ({ phase: step.phase, change }))),
    ).toEqual(changes);
  }
  const nodes = [...cluster.host(0).engine.managed().nodes.values()];
  const told = nodes.map(({ hostname, spec }) => [hostname, spec.Role, spec.Labels] as const);
  expect(told.toSorted(([one], [other]) => one.localeCompare(other))).toEqual([
    ['m1', 'manager', { 'clusterdesk.role': 'master' }],
    ['off', 'manager', { 'clusterdesk.role': 'master' }],
    ['s1', 'worker', { 'clusterdesk.role': 'pure', rack: '7' }],
  ]);
  expect(JSON.parse(cluster.host(2).files.read('/etc/docker/daemon.json'))).toEqual({
    debug: true,
    labels: ['theirs', 'row=1'],
    'insecure-registries': ['reg.lan:5000'],
    'registry-mirrors': ['http://reg.lan:5000/'],
  });
  expect(made.journal.lines.join('\n')).not.toMatch(/canary|open sesame/);

  const again = await carryOut(cluster, createCluster(swarm));
  expect(again.outcome).toBe('succeeded');
  expect(again.journal.steps().flatMap(({ changes }) => changes)).toEqual([]);

  const deleted = await carryOut(cluster, deleteCluster(swarm));
  expect({ error: deleted.error, outcome: deleted.outcome }).toEqual({
    error: null,
    outcome: 'succeeded',
  });
  expect(stateOf(cluster)).toEqual(before);
});

test('a cluster that could not be made is rolled back, and all of its hosts are given back', async () => {
  const cluster = await machines('running');
  const before = stateOf(cluster);
  const { docker } = cluster.host(1);
  docker.faults.push({ on: /swarm\/join/, what: { status: 500, message: 'x509: not yet valid' } });
  const { journal, executor } = operation(cluster, createCluster(swarm));
  expect(await executor().run()).toMatchObject({
    outcome: 'failed',
    error: { code: 'SWARM_JOIN_FAILED', host: cluster.host(1).address, step: 'swarm-join' },
  });
  expect(await executor().rollBack()).toMatchObject({ outcome: 'succeeded', error: null });
  expect(journal.steps().filter(({ state }) => state === 'failed')).toEqual([]);
  expect(stateOf(cluster)).toEqual(before);
});

test('a host joins a running cluster, another one that is gone for good leaves it', async () => {
  const all = await standIns([{ docker: 'running' }, { docker: 'running' }, { docker: 'running' }]);
  const records = all.all;
  const created = all.withSetup({ records, taking: [0, 1] });
  expect(await carryOut(created, createCluster(swarm))).toMatchObject({ outcome: 'succeeded' });
  const { nodes } = all.host(0).engine.managed();

  const adding = all.withSetup({ records: created.all, taking: [2] });
  const before = stateOf(all)[2];
  expect(await carryOut(adding, addHosts(swarm))).toMatchObject({ outcome: 'succeeded' });
  expect(nodes.size).toBe(3);

  await all.host(1).powerOff();
  all.host(1).files.set('docker.active', 'inactive');
  const input = { writeOff: true };
  const removing = all.withSetup({ records: adding.all, taking: [1, 2], input });
  const removed = await carryOut(removing, removeHosts(swarm));
  expect(removed).toMatchObject({ outcome: 'succeeded', error: null });
  expect([...nodes.keys()]).toEqual([created.record(0).nodeId]);
  expect(removing.all.map(({ nodeId }) => nodeId)).toEqual([created.record(0).nodeId, '', '']);
  expect(stateOf(all)[2]).toEqual(before);
});

/** Its user is not root, so that each of our scripts is run: see known-answers.testing.ts. */
test('a cluster of one machine is made and deleted by way of sudo', async () => {
  const machine = { name: 'one', user: 'ops', sudo: 'password open sesame' };
  const cluster = await standIns([{ ...machine, docker: 'running' }], {
    records: [{ wantedName: 'm1' }],
    pubkeys: ['ssh-ed25519 AAAA1 one'],
  });
  const before = stateOf(cluster);
  const made = await carryOut(cluster, createCluster(swarm));
  expect(made).toMatchObject({ outcome: 'succeeded', error: null });
  expect(made.journal.lines.join('\n')).not.toContain('open sesame');
  const deleted = await carryOut(cluster, deleteCluster(swarm));
  expect(deleted).toMatchObject({ outcome: 'succeeded', error: null });
  expect(stateOf(cluster)).toEqual(before);
});

test('an operation that another process began goes on where it stopped', async () => {
  const cluster = await machines('running');
  const { journal, executor } = operation(cluster, createCluster(swarm));
  const dies = new ControlPlaneError('E12003', 'the control plane dies');
  // in the middle of things
  const write = journal.write;
  journal.write = (step) => {
    if (step.phase === 'configure-docker') throw dies;
    write(step);
  };
  await expect(executor().run()).rejects.toThrow(dies);
  journal.write = write;
  const first = journal.steps().filter(({ state }) => state === 'done').length;
  expect(first).toBeGreaterThan(0);
  expect(await executor().run()).toMatchObject({ outcome: 'succeeded', error: null });
  expect(cluster.host(0).engine.managed().nodes.size).toBe(3);
});
