import { expect, test } from 'vitest';
import type { AllHostsQuery } from '../../shared/contract/host.ts';
import { newId } from '../store/ids.ts';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import { openServices } from './cluster-fixtures.testing.ts';
import { refusal } from './fixtures.testing.ts';

/** Two clusters of the actor, and one of somebody else's tenant. */
async function world() {
  const { services, actor, stranger, clusters, hosts } = await openServices();
  const { userId, tenantId } = actor;
  await services.pubkeys.create(actor, { name: 'night shift', algorithm: 'ed25519' });
  const keys = services.pubkeys.list(actor, {}).items.map(({ _id }) => _id);
  const made = (name: string, owner: { userId: string; tenantId: string }, pubkeyIds: string[]) => {
    const cluster = someCluster({ name, ...owner, pubkeyIds });
    clusters.insert(cluster);
    return cluster;
  };
  const mine = { userId, tenantId };
  const theirs = { userId: stranger.userId, tenantId: stranger.tenantId };
  const east = made('east', mine, keys);
  const west = made('west', mine, []);
  const foreign = made('east', theirs, []);
  const master = { isMaster: true, isShared: true, tags: null };
  hosts.insert(someHost(east, { ...mine, ...master, ip: '10.0.0.1', hostName: 'Anna' }));
  hosts.insert(someHost(east, { ...mine, isShared: true, ip: '10.0.0.2', status: 'OFFLINE' }));
  hosts.insert(someHost(west, { ...mine, ip: '10.0.1.1', privateIp: '172.16.0.9', tags: ['a=b'] }));
  hosts.insert(someHost(west, { ...mine, ip: '10.0.1.2', status: 'TERMINATED' }));
  hosts.insert(someHost(foreign, { ...theirs, ip: '10.0.2.1' }));
  const ips = (query: AllHostsQuery) =>
    services.hosts.list(actor, { sort: 'ip', ...query }).items.map(({ ip }) => ip.slice(5));
  return { services, actor, east, west, foreign, ips };
}

test('the hosts of all clusters of the tenant, each with its cluster and its key', async () => {
  const { services, actor, east, west, ips } = await world();
  expect(ips({})).toEqual(['0.1', '0.2', '1.1', '1.2']);
  const { items } = services.hosts.list(actor, { sort: 'ip' });
  expect(
    items.map(({ clusterId, clusterName, pubkeyName }) => [clusterId, clusterName, pubkeyName]),
  ).toEqual([
    [east.id, 'east', 'night shift'],
    [east.id, 'east', 'night shift'],
    [west.id, 'west', ''],
    [west.id, 'west', ''],
  ]);
});

const filters: Array<[string, AllHostsQuery, string[]]> = [
  ['a status', { status: 'OFFLINE' }, ['0.2']],
  ['any but TERMINATED', { status: 'unterminated' }, ['0.1', '0.2', '1.1']],
  ['masters, whatever else they do', { role: 'master' }, ['0.1']],
  ['shared nodes that are no masters', { role: 'shared' }, ['0.2']],
  ['hosts that are neither', { role: 'pure' }, ['1.1', '1.2']],
  ['a label', { tag: 'a=b' }, ['1.1']],
  ['a part of a name in either case', { q: 'ANN' }, ['0.1']],
  ['a part of the private address', { q: '172.16' }, ['1.1']],
  ["a part of the cluster's name", { q: 'wes' }, ['1.1', '1.2']],
  ['a text that no pattern is made of', { q: '%' }, []],
  ['all at once', { q: '10.0', role: 'pure', status: 'RUNNING' }, ['1.1']],
  [
    'empty values, which are no filter',
    { q: '', role: '', status: '', cluster_id: '' },
    ['0.1', '0.2', '1.1', '1.2'],
  ],
];

test.each(filters)('filtered by %s', async (_, query, expected) => {
  const { ips } = await world();
  expect(ips(query)).toEqual(expected);
});

test('the total is of the filter, the page is cut out of it in the order asked for', async () => {
  const { services, actor } = await world();
  const page = services.hosts.list(actor, { sort: '-clusterName,ip', skip: 1, limit: 2 });
  expect(page.items.map(({ ip }) => ip)).toEqual(['10.0.1.2', '10.0.0.1']);
  expect(page.total).toBe(4);
  expect(refusal(() => services.hosts.list(actor, { sort: 'password' }))).toBe('E12002');
});

test('a cluster of another tenant has no hosts, nor has one that is not there', async () => {
  const { east, foreign, ips } = await world();
  expect(ips({ cluster_id: east.id })).toEqual(['0.1', '0.2']);
  expect(ips({ cluster_id: foreign.id })).toEqual([]);
  expect(ips({ cluster_id: newId() })).toEqual([]);
});
