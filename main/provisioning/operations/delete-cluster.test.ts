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
  someHost(cluster, { ip: '10.0.0.4', isClaimed: true, status: 'OFFLINE' }),
];

/** What becomes of the hosts, of which the third one has a failed step. */
function statusesAfter(outcome: Outcome): (HostRecord['status'] | undefined)[] {
  const statuses = new Map<string, HostRecord['status']>();
  deleteCluster(swarm).finish(outcome, {
    cluster,
    hosts,
    input: { hostIds: hosts.map(({ id }) => id) },
    failed: new Set([hosts[2]?.id ?? '']),
    setCluster: () => undefined,
    setHost: (id, { status }) => status && statuses.set(id, status),
    runningCount: () => 0,
    forget: () => undefined,
  });
  return hosts.map(({ id }) => statuses.get(id));
}

test('a deletion that fails still has the hosts that were not given back', () => {
  expect(statusesAfter('failed')).toEqual(['TERMINATED', 'FAILED', 'FAILED', 'TERMINATED']);
  expect(new Set(statusesAfter('cancelled'))).toEqual(new Set(['FAILED']));
  expect(new Set(statusesAfter('succeeded'))).toEqual(new Set(['TERMINATED']));
});
