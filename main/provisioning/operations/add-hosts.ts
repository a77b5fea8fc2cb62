import type { OperationDefinition } from '../operation.ts';
import { authorizeKeys } from '../phases/authorize-keys.ts';
import { claim } from '../phases/claim.ts';
import { configureDocker } from '../phases/configure-docker.ts';
import { connect } from '../phases/connect.ts';
import { hostname } from '../phases/hostname.ts';
import { installDocker } from '../phases/install-docker.ts';
import { preflight } from '../phases/preflight.ts';
import { settleGivenBack, statusAfter } from '../statuses.ts';
import type { Stack } from '../stacks/stack.ts';

/** Machines join a running cluster. What the outcome is, the cluster goes on running. */
export const addHosts = (stack: Stack): OperationDefinition => ({
  kind: 'add-hosts',
  phases: [
    connect,
    preflight(stack.checks),
    claim,
    hostname,
    installDocker,
    configureDocker,
    authorizeKeys,
    ...stack.join,
  ],
  required: (host) => host.isShared,
  continueOnFailure: true,
  begin(context) {
    context.setCluster({ status: 'MODIFYING' });
    for (const host of context.hosts) {
      if (host.status !== 'RUNNING') context.setHost(host.id, { status: 'INSTALLING' });
    }
  },
  finish(outcome, context) {
    if (context.isRollback) settleGivenBack(context);
    else {
      for (const host of context.hosts) {
        const running = outcome !== 'cancelled' && !context.failed.has(host.id);
        context.setHost(host.id, { status: running ? 'RUNNING' : 'FAILED' });
      }
    }
    context.setCluster({ status: statusAfter(context), instances: context.runningCount() });
  },
});
