import type { OperationDefinition } from '../operation.ts';
import { release } from '../phases/release.ts';
import { removeDocker } from '../phases/remove-docker.ts';
import { restoreDocker } from '../phases/restore-docker.ts';
import { restoreHostname } from '../phases/restore-hostname.ts';
import { revokeKeys } from '../phases/revoke-keys.ts';
import { connectOrWriteOff, unlessWrittenOff } from '../phases/written-off.ts';
import type { Stack } from '../stacks/stack.ts';

/** The machines are given back: what we put on goes, what we changed is restored. */
export const deleteCluster = (stack: Stack): OperationDefinition => ({
  kind: 'delete-cluster',
  // a swarm whose leader goes first has to elect another before the next one can go
  reverseOrder: true,
  phases: [
    connectOrWriteOff,
    ...[stack.leave, restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(
      unlessWrittenOff,
    ),
  ],
  begin(context) {
    context.setCluster({ status: 'TERMINATING' });
    for (const host of context.hosts) {
      if (host.status !== 'TERMINATED') context.setHost(host.id, { status: 'TERMINATING' });
    }
  },
  finish(outcome, context) {
    if (outcome !== 'succeeded') {
      for (const host of context.hosts) {
        // one that did not fail may not have had its turn: the next deletion is about it again
        const left = !host.isClaimed || host.status === 'OFFLINE';
        const gone = outcome === 'failed' && left && !context.failed.has(host.id);
        context.setHost(host.id, { status: gone ? 'TERMINATED' : 'FAILED' });
      }
      context.setCluster({ status: 'FAILED', instances: context.runningCount() });
      return;
    }
    for (const host of context.hosts) {
      context.setHost(host.id, { status: 'TERMINATED' });
      context.forget(host.id);
    }
    context.setCluster({ status: 'TERMINATED', instances: 0, endPoint: '' });
    context.forget(context.cluster.id);
  },
});
