import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore, someCluster } from './fixtures.testing.ts';
import { LeaseTable } from './leases.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function world() {
  const { db, clusters } = openStore();
  const cluster = someCluster();
  clusters.insert(cluster);
  const row = () => db.prepare('SELECT owner, operation_id, heartbeat FROM leases').get();
  return { db, cluster: cluster.id, row, leases: new LeaseTable(db, 'this run') };
}

test('one operation has a cluster; another one is told which', () => {
  const { leases, cluster } = world();
  leases.acquire(cluster, 'one');
  expect(() => leases.acquire(cluster, 'two')).toThrow(
    expect.objectContaining({ code: 'E50016', message: expect.stringContaining('one') }),
  );
  leases.release(cluster, 'two');
  expect(() => leases.acquire(cluster, 'two')).toThrow('Operation one');
  leases.release(cluster, 'one');
  leases.acquire(cluster, 'two');
});

test('the same operation takes it again, for the run that goes on with it', () => {
  const { db, leases, cluster, row } = world();
  leases.acquire(cluster, 'one');
  new LeaseTable(db, 'next run').acquire(cluster, 'one');
  expect(row()).toMatchObject({ owner: 'next run', operation_id: 'one' });
});

test('a living owner keeps its row fresh until it lets go', () => {
  const { leases, cluster, row } = world();
  leases.acquire(cluster, 'one');
  const rest = leases.keepAlive(cluster);
  vi.advanceTimersByTime(30_000);
  expect(row()).toMatchObject({ heartbeat: new Date().toISOString() });
  rest();
  const last = row();
  vi.advanceTimersByTime(60_000);
  expect(row()).toEqual(last);
});

test('a heartbeat that cannot be written ends nothing', () => {
  const { db, leases, cluster } = world();
  leases.acquire(cluster, 'one');
  leases.keepAlive(cluster);
  db.pragma('query_only = ON');
  expect(() => vi.advanceTimersByTime(30_000)).not.toThrow();
});
