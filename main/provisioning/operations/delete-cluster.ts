import type { OperationDefinition } from '../operation.ts';
import { release } from '../phases/release.ts';
import { removeDocker } from '../phases/remove-docker.ts';
import { restoreDocker } from '../phases/restore-docker.ts';
import { restoreHostname } from '../phases/restore-hostname.ts';
import { revokeKeys } from '../phases/revoke-keys.ts';
import { settleGivenBack } from '../statuses.ts';
import { connectToGiveBack, whileClaimed } from '../phases/give-back.ts';
import type { Stack } from '../stacks/stack.ts';

/** The machines are given back: what we put on goes, what we changed is restored. */
export const deleteCluster = (stack: Stack): OperationDefinition => ({
  kind: 'delete-cluster',
  // a swarm whose leader goes first has to elect another before the next one can go
  reverseOrder: true,
  phases: [
    connectToGiveBack,
    ...[stack.leave, restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(
      whileClaimed,
    ),
  ],
  begin(context) {
    context.setCluster({ status: 'TERMINATING' });
    for (const host of context.hosts) {
      if (host.status !== 'TERMINATED') context.setHost(host.id, { status: 'TERMINATING' });
    }
  },
  // a host that cannot be reached keeps none of the others
  continueOnFailure: true,
  finish(_outcome, context) {
    const remaining = settleGivenBack(context);
    if (remaining > 0) {
      context.setCluster({ status: 'FAILED', instances: context.runningCount() });
      return;
    }
    context.setCluster({ status: 'TERMINATED', instances: 0, endPoint: '' });
    context.forget(context.cluster.id);
  },
});
