import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PageWindow } from './world.ts';

/** Addresses set aside for documentation: nobody answers there. */
const NOBODY = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;

/**
 * Starts an operation from the page that takes its time: the hosts of the cluster do not answer.
 * @returns the ids of the cluster and of its operation
 */
export async function createUnreachableCluster(
  page: Page,
  name = 'nobody',
): Promise<{ clusterId: string; operationId: string }> {
  const answer = await page.evaluate(
    ([cluster, master, shared, pure]) =>
      (window as unknown as PageWindow).controlPlane.call('clusters.create', {
        name: cluster,
        type: 'customized',
        createCategory: 'compact',
        stack: 'swarm',
        masterCount: 1,
        sharedCount: 1,
        pureslaveCount: 1,
        masterNodes: [{ ip: master, sshUser: 'root', password: 'x' }],
        sharedNodes: [{ ip: shared, sshUser: 'root', password: 'x' }],
        pureslaveNodes: [{ ip: pure, sshUser: 'root', password: 'x' }],
      }),
    [name, ...NOBODY] as const,
  );
  expect(answer).toMatchObject({ ok: true });
  if (!answer.ok) throw new Error('unreachable');
  return { clusterId: answer.data.cluster._id, operationId: answer.data.operationId };
}
