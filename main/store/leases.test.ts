import { expect, test } from 'vitest';
import { openStore, someCluster } from './fixtures.testing.ts';
import { LeaseTable } from './leases.ts';

function world() {
  const { db, clusters } = openStore();
  const cluster = someCluster();
  clusters.insert(cluster);
  return { db, cluster: cluster.id, leases: new LeaseTable(db) };
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
  const { db, leases, cluster } = world();
  leases.acquire(cluster, 'one');
  new LeaseTable(db).acquire(cluster, 'one');
  expect(db.prepare('SELECT cluster_id, operation_id FROM leases').all()).toEqual([
    { cluster_id: cluster, operation_id: 'one' },
  ]);
});
