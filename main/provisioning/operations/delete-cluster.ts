import type { OperationDefinition } from '../operation.ts';
import { revokeKeys } from '../phases/authorize-keys.ts';
import { release } from '../phases/claim.ts';
import { restoreDocker } from '../phases/configure-docker.ts';
import { restoreHostname } from '../phases/hostname.ts';
import { removeDocker } from '../phases/install-docker.ts';
import { swarmLeave } from '../phases/leave-swarm.ts';
import { connectOrWriteOff, unlessWrittenOff } from '../phases/written-off.ts';

/** The machines are given back: what we put on goes, what we changed is restored. */
export const deleteCluster: OperationDefinition = {
  kind: 'delete-cluster',
  // a swarm whose leader goes first has to elect another before the next one can go
  backwards: true,
  phases: [
    connectOrWriteOff,
    ...[swarmLeave, restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(
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
        const gone = outcome === 'failed' && !context.failed.has(host.id);
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
};
