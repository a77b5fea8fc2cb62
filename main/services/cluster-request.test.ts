import { expect, test } from 'vitest';
import { addHostsInput } from '../../shared/contract/host.ts';
import { node, request } from './cluster-fixtures.testing.ts';
import {
  addHostsFaults,
  createFaults,
  ignoredFields,
  type KnownToCreate,
} from './cluster-request.ts';

/** A store that knows nothing that speaks against a request. */
const nothing: KnownToCreate = {
  ownerFaults: [],
  namesake: undefined,
  standing: undefined,
  stack: 'swarm',
  canBuildStack: true,
  liveHosts: new Map(),
  pubkeys: new Set(),
  registries: new Set(),
};
const key = 'a'.repeat(24);
const live = { clusterId: 'c1', clusterName: 'other' };

function faultsOf(
  change: Parameters<typeof request>[0],
  known: Partial<KnownToCreate> = {},
): string[] {
  return createFaults(request(change), { ...nothing, ...known }).map(({ field }) => field);
}

test('a request that is right has no faults', () => {
  expect(faultsOf({})).toEqual([]);
  const known = { pubkeys: new Set([key]), registries: new Set([key]) };
  expect(faultsOf({ pubkeyId: [key], dockerRegistries: [{ _id: key }] }, known)).toEqual([]);
});

test('what the store knows speaks against it', () => {
  const namesake = { _id: 'c1', status: 'RUNNING' } as const;
  expect(faultsOf({}, { namesake })).toEqual(['name']);
  expect(faultsOf({}, { namesake, standing: 'c1' })).toEqual([]);
  expect(faultsOf({}, { stack: 'dcos', canBuildStack: false })).toEqual(['stack']);
  const liveHosts = new Map([['10.0.0.2:22', live]]);
  expect(faultsOf({}, { liveHosts })).toEqual(['sharedNodes.0.ip']);
  expect(faultsOf({}, { liveHosts, standing: 'c1' })).toEqual([]);
  expect(faultsOf({ pubkeyId: [key], dockerRegistries: [{ _id: key }] })).toEqual([
    'pubkeyId.0',
    'dockerRegistries.0.registry',
  ]);
});

test('hosts are added to the cluster of the path, and each only once', () => {
  const more = (change: object) =>
    addHostsFaults(
      addHostsInput.parse({ pureslaveNodes: [node('10.0.0.9')], ...change }),
      { id: 'c1' },
      new Map([['10.0.0.8:22', live]]),
    ).map(({ field }) => field);
  expect(more({})).toEqual([]);
  expect(more({ clusterId: 'c1' })).toEqual([]);
  expect(more({ clusterId: 'c2', addMode: 'new', pureslaveCount: 2 })).toEqual([
    'pureslaveCount',
    'clusterId',
    'addMode',
  ]);
  // also a host of the cluster itself is there already
  expect(more({ sharedNodes: [node('10.0.0.8')] })).toEqual(['sharedNodes.0.ip']);
  expect(more({ pureslaveNodes: [] })).toEqual(['pureslaveNodes']);
});

test('fields that new hosts take from their cluster are named, where they are given', () => {
  const ignored = (change: object) =>
    ignoredFields(addHostsInput.parse(change)).map(({ field }) => field);
  expect(ignored({ dockerRegistries: [], engineOpts: null, nodeAttribute: '' })).toEqual([]);
  expect(
    ignored({ dockerRegistries: [{}], engineOpts: [{ optkey: 'a' }], nodeAttribute: 'rack:a' }),
  ).toEqual(['dockerRegistries', 'engineOpts', 'nodeAttribute']);
});
