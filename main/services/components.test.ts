import { expect, test } from 'vitest';
import { someCluster } from '../store/fixtures.testing.ts';
import { openServices } from './cluster-fixtures.testing.ts';
import { createComponentService } from './components.ts';

test('a look at the hosts ends when the caller leaves', async () => {
  const { services, actor, clusters } = await openServices();
  const cluster = someCluster({ userId: actor.userId, tenantId: actor.tenantId });
  clusters.insert(cluster);
  const caller = new AbortController();
  const components = createComponentService(
    services.clusters,
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('the look has ended')));
      }),
  );
  const looked = components.list(actor, cluster.id, caller.signal);
  caller.abort();
  await expect(looked).rejects.toThrow('the look has ended');
});
