import type { OperationDefinition } from '../operation.ts';
import { release } from '../phases/release.ts';
import { removeDocker } from '../phases/remove-docker.ts';
import { restoreDocker } from '../phases/restore-docker.ts';
import { restoreHostname } from '../phases/restore-hostname.ts';
import { revokeKeys } from '../phases/revoke-keys.ts';
import { connectOrWriteOff, unlessWrittenOff } from '../phases/written-off.ts';
import type { Stack } from '../stacks/stack.ts';

/** Hosts leave a running cluster: drained, taken out, given back. */
export const removeHosts = (stack: Stack): OperationDefinition => ({
  kind: 'remove-hosts',
  phases: [
    connectOrWriteOff,
    ...stack.drain,
    unlessWrittenOff(stack.leave),
    ...stack.forget,
    ...[restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(unlessWrittenOff),
  ],
  continueOnFailure: true,
  begin(context) {
    context.setCluster({ status: 'MODIFYING' });
    for (const host of context.hosts) {
      if (host.status !== 'TERMINATED') context.setHost(host.id, { status: 'TERMINATING' });
    }
  },
  finish(outcome, context) {
    for (const host of context.hosts) {
      const gone = outcome !== 'cancelled' && !context.failed.has(host.id);
      context.setHost(host.id, { status: gone ? 'TERMINATED' : 'FAILED' });
      if (gone) context.forget(host.id);
    }
    context.setCluster({ status: 'RUNNING', instances: context.runningCount() });
  },
});
