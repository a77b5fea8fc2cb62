import type { OperationDefinition } from '../operation.ts';
import { release } from '../phases/release.ts';
import { removeDocker } from '../phases/remove-docker.ts';
import { restoreDocker } from '../phases/restore-docker.ts';
import { restoreHostname } from '../phases/restore-hostname.ts';
import { revokeKeys } from '../phases/revoke-keys.ts';
import { settleGivenBack, statusAfter } from '../statuses.ts';
import { connectToGiveBack, whileClaimed } from '../phases/give-back.ts';
import type { Stack } from '../stacks/stack.ts';

/** Hosts leave a running cluster: drained, taken out, given back. */
export const removeHosts = (stack: Stack): OperationDefinition => ({
  kind: 'remove-hosts',
  phases: [
    connectToGiveBack,
    ...stack.drain,
    whileClaimed(stack.leave),
    ...stack.forget,
    ...[restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(whileClaimed),
  ],
  continueOnFailure: true,
  begin(context) {
    context.setCluster({ status: 'MODIFYING' });
    for (const host of context.hosts) {
      if (host.status !== 'TERMINATED') context.setHost(host.id, { status: 'TERMINATING' });
    }
  },
  finish(_outcome, context) {
    settleGivenBack(context);
    context.setCluster({ status: statusAfter(context), instances: context.runningCount() });
  },
});
