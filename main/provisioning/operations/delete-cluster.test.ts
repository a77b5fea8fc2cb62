import { expect, test } from 'vitest';
import type { HostRecord } from '../../store/hosts.ts';
import { someCluster, someHost } from '../../store/fixtures.testing.ts';
import type { Outcome } from '../operation.ts';
import { swarm } from '../stacks/swarm.ts';
import { deleteCluster } from './delete-cluster.ts';

const cluster = someCluster();
const hosts = [
  someHost(cluster, { ip: '10.0.0.1', isClaimed: false }),
  someHost(cluster, { ip: '10.0.0.2', isClaimed: true }),
  someHost(cluster, { ip: '10.0.0.3', isClaimed: true }),
  // given up by the operator in so many words
  someHost(cluster, { ip: '10.0.0.4', isClaimed: false, status: 'OFFLINE' }),
];

/** What becomes of the hosts, of which the third one has a failed step. */
function statusesAfter(outcome: Outcome, of = hosts): (HostRecord['status'] | undefined)[] {
  const statuses = new Map<string, HostRecord['status']>();
  deleteCluster(swarm).finish(outcome, {
    cluster,
    hosts: of,
    isRollback: false,
    input: { hostIds: of.map(({ id }) => id) },
    failed: new Set([hosts[2]?.id ?? '']),
    setCluster: () => undefined,
    setHost: (id, { status }) => status && statuses.set(id, status),
    runningCount: () => 0,
    forget: () => undefined,
  });
  return of.map(({ id }) => statuses.get(id));
}

test('a deletion that ends still has the hosts that were not given back, however it ended', () => {
  const expected = ['TERMINATED', 'FAILED', 'FAILED', 'TERMINATED'];
  expect(statusesAfter('failed')).toEqual(expected);
  expect(statusesAfter('cancelled')).toEqual(expected);
  const released = hosts.map((host) => ({ ...host, isClaimed: false }));
  expect(new Set(statusesAfter('succeeded', released))).toEqual(new Set(['TERMINATED']));
});
