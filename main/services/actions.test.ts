import { describe, expect, test } from 'vitest';
import { clusterStatuses } from '../../shared/contract/cluster.ts';
import { calls, isCallName } from '../../shared/contract/calls/index.ts';
import { operationStates, type OperationState } from '../../shared/contract/operation.ts';
import {
  actionsOfCluster,
  actionsOfOperation,
  requireClusterAction,
  requireOperationAction,
  retryState,
  type OperationFacts,
} from './actions.ts';
import { refusal } from './fixtures.testing.ts';

const CHANGES = ['addHosts', 'removeHosts', 'replaceHost'];
const RECORDS = ['addPubkeys', 'removePubkeys', 'addRegistries', 'removeRegistries'];

describe('a cluster', () => {
  test.each([
    ['RUNNING', 3, [...CHANGES, ...RECORDS, 'delete']],
    ['RUNNING', 0, ['removeHosts', 'delete']],
    ['FAILED', 3, [...CHANGES, 'delete']],
    ['FAILED', 0, ['removeHosts', 'delete']],
    ['INSTALLING', 3, []],
    ['MODIFYING', 3, []],
    ['TERMINATING', 3, []],
    ['TERMINATED', 0, []],
  ] as const)('that is %s with %i running hosts can: %j', (status, instances, expected) => {
    expect(actionsOfCluster({ status, instances, masters: instances })).toEqual(expected);
  });

  test('without a running master takes no hosts, whatever else runs', () => {
    const cluster = { name: 'a', status: 'RUNNING', instances: 2, masters: 0 } as const;
    expect(actionsOfCluster(cluster)).toEqual(['removeHosts', ...RECORDS, 'delete']);
    expect(refusal(() => requireClusterAction(cluster, 'addHosts'))).toBe('E50106');
  });

  test('refuses what is not among its actions, and takes what is', () => {
    for (const status of clusterStatuses) {
      for (const instances of [0, 3]) {
        const cluster = { name: 'a', status, instances, masters: instances };
        const possible = actionsOfCluster(cluster);
        for (const action of [...CHANGES, ...RECORDS, 'delete'] as typeof possible) {
          const refused = refusal(() => requireClusterAction(cluster, action));
          expect(refused === undefined).toBe(possible.includes(action));
        }
      }
    }
  });

  test('says when it is worth asking again: while something is at work on it', () => {
    const retryAfter = (status: (typeof clusterStatuses)[number]) => {
      try {
        requireClusterAction({ name: 'a', status, instances: 1, masters: 1 }, 'addPubkeys');
        return undefined;
      } catch (error) {
        return (error as { retryAfter?: number }).retryAfter;
      }
    };
    expect(clusterStatuses.filter((status) => retryAfter(status) !== undefined)).toEqual([
      'INSTALLING',
      'MODIFYING',
      'TERMINATING',
    ]);
  });

  test('has actions that are calls', () => {
    const names = actionsOfCluster({ status: 'RUNNING', instances: 1, masters: 1 });
    expect(names.filter((name) => !isCallName(`clusters.${name}`))).toEqual([]);
    expect(calls['clusters.delete'].kind).toBe('start');
  });
});

const facts: OperationFacts = {
  kind: 'create-cluster',
  state: 'failed',
  clusterStatus: 'FAILED',
  isNewest: true,
  hasOpenSteps: true,
};

describe('an operation', () => {
  test.each([
    [{}, ['retry', 'rollback']],
    [{ state: 'cancelled' }, ['retry', 'rollback']],
    [{ kind: 'remove-hosts' }, ['retry']],
    [{ state: 'running' }, ['cancel']],
    [{ state: 'pending' }, ['cancel']],
    [{ state: 'rolling-back' }, ['cancel']],
    [{ state: 'succeeded' }, ['retry']],
    [{ state: 'succeeded', hasOpenSteps: false }, []],
    [{ state: 'partial' }, ['retry']],
    [{ state: 'rolled-back' }, []],
    [{ clusterStatus: 'TERMINATED' }, []],
    [{ clusterStatus: undefined }, []],
    [{ isNewest: false }, []],
    [{ isNewest: false, state: 'running' }, ['cancel']],
  ] as const)('with %j can: %j', (change, expected) => {
    expect(actionsOfOperation({ ...facts, ...change })).toEqual(expected);
  });

  test('a retry goes on in the direction that it had', () => {
    expect([retryState({ isRollback: true }), retryState({ isRollback: false })]).toEqual([
      'rolling-back',
      'pending',
    ]);
  });

  test('refuses what is not among its actions, and takes what is', () => {
    for (const state of operationStates as readonly OperationState[]) {
      const given = { ...facts, state };
      const possible = actionsOfOperation(given);
      for (const action of ['retry', 'cancel', 'rollback'] as const) {
        const refused = refusal(() => requireOperationAction(given, action));
        expect(refused).toBe(possible.includes(action) ? undefined : 'E60001');
      }
    }
  });
});
