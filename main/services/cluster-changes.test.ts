import { expect, test } from 'vitest';
import { addHostsInput } from '../../shared/contract/host.ts';
import { createRegistryInput } from '../../shared/contract/registry.ts';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import { node, openServices } from './cluster-fixtures.testing.ts';
import { refusal, refusedFields } from './fixtures.testing.ts';

/** A running cluster: `m` masters, `s` shared nodes, `p` others. */
async function standing(kinds: string, category: 'compact' | 'ha' = 'compact') {
  const { services, actor, ...store } = await openServices();
  const own = { userId: actor.userId, tenantId: actor.tenantId };
  const cluster = someCluster({ ...own, category });
  store.clusters.insert(cluster);
  const hosts = Array.from(kinds, (kind, index) =>
    someHost(cluster, {
      ...own,
      ip: `10.0.3.${index}`,
      isMaster: kind === 'm',
      isSlave: kind !== 'm',
      isShared: kind === 's',
    }),
  );
  for (const host of hosts) store.hosts.insert(host);
  const remove = (...indexes: number[]) => {
    const host_ids = indexes.flatMap((index) => hosts[index]?.id ?? []);
    return services.clusterChanges.removeHosts(actor, cluster.id, { host_ids });
  };
  const add = (input: object) =>
    services.clusterChanges.addHosts(actor, cluster.id, addHostsInput.parse(input));
  return { ...store, services, actor, cluster, hostsOf: hosts, remove, add };
}

test('a master is never removed, whatever else is asked for', async () => {
  const { remove, dump } = await standing('msp');
  const before = dump();
  expect(refusal(() => remove(0))).toBe('E50105');
  expect(refusal(() => remove(2, 0))).toBe('E50105');
  expect(dump()).toBe(before);
});

test('compact keeps 2 running nodes, 1 of them shared; ha 5 with 2', async () => {
  const compact = await standing('mspp');
  expect(refusal(() => compact.remove(1))).toBe('E50018');
  expect(refusal(() => compact.remove(1, 2, 3))).toBe('E50018');
  expect(refusal(() => compact.remove(2, 3))).toBeUndefined();
  const ha = await standing('mmmsspp', 'ha');
  expect(refusal(() => ha.remove(3))).toBe('E50018');
  expect(refusal(() => ha.remove(4, 5, 6))).toBe('E50018');
  expect(refusal(() => ha.remove(5, 6))).toBeUndefined();
});

test('nodes that do not run do not count, and can go', async () => {
  const { hosts, hostsOf, remove } = await standing('mssp');
  hosts.update(hostsOf[1]?.id ?? '', { status: 'FAILED' });
  expect(refusal(() => remove(2))).toBe('E50018');
  expect(remove(1).operationId).toMatch(/^[0-9a-f]{24}$/);
});

test('hosts that are gone already, or of others, are nothing to do', async () => {
  const { hosts, hostsOf, remove, services, actor, cluster } = await standing('msp');
  hosts.update(hostsOf[2]?.id ?? '', { status: 'TERMINATED' });
  expect(remove(2)).toEqual({ operationId: null });
  const host_ids = ['f'.repeat(24)];
  expect(services.clusterChanges.removeHosts(actor, cluster.id, { host_ids })).toEqual({
    operationId: null,
  });
});

test('while a cluster is worked on or gone, nothing else begins', async () => {
  const { clusters, cluster, remove, add, services, actor } = await standing('mspp');
  remove(3);
  expect(clusters.find(cluster.id)?.status).toBe('MODIFYING');
  const more = { pureslaveNodes: [node('10.0.4.1')] };
  expect(refusal(() => remove(2))).toBe('E50016');
  expect(refusal(() => add(more))).toBe('E50016');
  expect(refusal(() => services.clusters.remove(actor, cluster.id))).toBe('E50016');
  // a lease guards it also where the status would let it
  clusters.update(cluster.id, { status: 'RUNNING' });
  expect(refusal(() => add(more))).toBe('E50016');
  clusters.update(cluster.id, { status: 'TERMINATED' });
  expect(refusal(() => add(more))).toBe('E50016');
});

test('adding: all that is wrong at once, and the path wins', async () => {
  const { add, hosts } = await standing('ms');
  const wrong = {
    clusterId: 'e'.repeat(24),
    addMode: 'new',
    sharedCount: 2,
    sharedNodes: [node('10.0.3.1')],
    pureslaveNodes: [node('10.0.4.1', { privateKey: 'junk' })],
  };
  expect(new Set(refusedFields(() => add(wrong)))).toEqual(
    new Set([
      'clusterId',
      'addMode',
      'sharedCount',
      'sharedNodes.0.ip',
      'pureslaveNodes.0.privateKey',
    ]),
  );
  expect(refusal(() => add({}))).toBe('E50010');
  expect(hosts.findLive('10.0.4.1', 22)).toBeUndefined();
});

test('adding answers the cluster as it was before', async () => {
  const { add, clusters, cluster, hosts } = await standing('ms');
  const answer = add({ clusterId: cluster.id, pureslaveNodes: [node('10.0.4.1')] });
  expect(answer.cluster).toMatchObject({ status: 'RUNNING', instances: 2 });
  expect(clusters.find(cluster.id)?.status).toBe('MODIFYING');
  expect(hosts.findLive('10.0.4.1', 22)).toMatchObject({ status: 'INSTALLING', isSlave: true });
});

test('a cluster whose hosts were never touched goes at once, with its secrets', async () => {
  const { services, actor, clusters, hosts, cluster, hostsOf, db } = await standing('ms');
  const box = Buffer.from('sealed');
  db.prepare('INSERT INTO secrets VALUES (?, ?, ?, ?)').run(hostsOf[0]?.id, 'login', box, box);
  expect(services.clusters.remove(actor, cluster.id)).toEqual({ operationId: null });
  expect(clusters.find(cluster.id)?.status).toBe('TERMINATED');
  expect(hosts.ofCluster(cluster.id).map((host) => host.status)).toEqual([
    'TERMINATED',
    'TERMINATED',
  ]);
  const left = db.prepare('SELECT count(*) FROM secrets WHERE owner = ?').pluck();
  expect(left.get(hostsOf[0]?.id)).toBe(0);
});

test('fields that a new host takes from its cluster are told as warnings', async () => {
  const { add } = await standing('ms');
  const answer = add({ pureslaveNodes: [node('10.0.4.1')], engineOpts: [{ optkey: 'debug' }] });
  expect(answer.warnings?.map(({ field }) => field)).toEqual(['engineOpts']);
});

test('a change of keys or registries is in the log, with their names', async () => {
  const { services, actor, cluster, stores } = await standing('ms');
  const { _id } = services.registries.create(
    actor,
    createRegistryInput.parse({ name: 'office', registry: 'r:5000' }),
  );
  // the engine is at rest: the change goes on later
  const change = services.clusterChanges.addRegistries(actor, cluster.id, [_id]);
  await expect(change).rejects.toMatchObject({ code: 'E12008' });
  expect(stores.clusters.find(cluster.id)?.registries).toMatchObject([{ _id }]);
  expect(services.logs.list(actor, { queryType: 'cluster' }).items).toMatchObject([
    { operateType: 'add_registries', clusterId: cluster.id, comments: 'office', status: 'start' },
  ]);
});

test('nothing waits for a cluster that is gone for good', async () => {
  const { clusters, cluster, services, actor } = await standing('ms');
  clusters.update(cluster.id, { status: 'TERMINATED' });
  expect(() => services.clusters.remove(actor, cluster.id)).toThrow(
    expect.objectContaining({
      code: 'E50016',
      problem: expect.objectContaining({ fix: expect.not.stringContaining('Wait') as string }),
    }),
  );
});

test('hosts are sorted by what is asked for, and found in their own cluster only', async () => {
  const { services, actor, cluster, clusters, hostsOf } = await standing('msp');
  const ips = (sort: string) =>
    services.hosts.ofCluster(actor, cluster.id, { sort }).items.map(({ ip }) => ip);
  expect(ips('-ip')).toEqual(['10.0.3.2', '10.0.3.1', '10.0.3.0']);
  expect(ips('ip')).toEqual(['10.0.3.0', '10.0.3.1', '10.0.3.2']);
  expect(refusal(() => ips('nothing'))).toBe('E12002');
  const other = someCluster({ tenantId: actor.tenantId, name: 'other' });
  clusters.insert(other);
  const id = hostsOf[0]?.id ?? '';
  expect(services.hosts.get(actor, id, cluster.id)._id).toBe(id);
  expect(services.hosts.get(actor, id)._id).toBe(id);
  expect(refusal(() => services.hosts.get(actor, id, other.id))).toBe('E50103');
});
