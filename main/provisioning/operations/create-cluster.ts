import type { OperationDefinition } from '../operation.ts';
import { authorizeKeys } from '../phases/authorize-keys.ts';
import { claim } from '../phases/claim.ts';
import { configureDocker } from '../phases/configure-docker.ts';
import { connect } from '../phases/connect.ts';
import { hostname } from '../phases/hostname.ts';
import { installDocker } from '../phases/install-docker.ts';
import { preflight } from '../phases/preflight.ts';
import { settleGivenBack } from '../statuses.ts';
import type { Stack } from '../stacks/stack.ts';

/** Machines become a cluster. */
export const createCluster = (stack: Stack): OperationDefinition => ({
  kind: 'create-cluster',
  phases: [
    connect,
    preflight(stack.checks),
    claim,
    hostname,
    installDocker,
    configureDocker,
    authorizeKeys,
    ...stack.form,
  ],
  required: (host) => host.isMaster || host.isShared,
  begin(context) {
    // a retry for a slave that failed: the rest of the cluster runs on
    const runs = context.cluster.status === 'RUNNING';
    context.setCluster({ status: runs ? 'MODIFYING' : 'INSTALLING' });
    for (const host of context.hosts) {
      if (host.status !== 'RUNNING') context.setHost(host.id, { status: 'INSTALLING' });
    }
  },
  finish(outcome, context) {
    if (context.isRollback) {
      const remaining = settleGivenBack(context);
      const status = remaining === 0 ? 'TERMINATED' : 'FAILED';
      context.setCluster({ status, endPoint: '', instances: 0 });
      if (remaining === 0) context.forget(context.cluster.id);
      return;
    }
    const good = outcome === 'succeeded' || outcome === 'partial';
    for (const host of context.hosts) {
      const running = good && !context.failed.has(host.id);
      context.setHost(host.id, { status: running ? 'RUNNING' : 'FAILED' });
    }
    const first = context.hosts.find((host) => host.isClient);
    context.setCluster({
      status: good ? 'RUNNING' : 'FAILED',
      endPoint: good ? (first?.ip ?? '') : '',
      instances: context.runningCount(),
    });
  },
});
