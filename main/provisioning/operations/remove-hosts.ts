import type { OperationDefinition } from '../operation.ts';
import { revokeKeys } from '../phases/authorize-keys.ts';
import { release } from '../phases/claim.ts';
import { restoreDocker } from '../phases/configure-docker.ts';
import { restoreHostname } from '../phases/hostname.ts';
import { removeDocker } from '../phases/install-docker.ts';
import { swarmLeave } from '../phases/leave-swarm.ts';
import { drainNodes, forgetNodes } from '../phases/swarm.ts';
import { connectOrWriteOff, unlessWrittenOff } from '../phases/written-off.ts';

/** Hosts leave a running cluster: drained, taken out, given back. */
export const removeHosts: OperationDefinition = {
  kind: 'remove-hosts',
  phases: [
    connectOrWriteOff,
    drainNodes,
    unlessWrittenOff(swarmLeave),
    forgetNodes,
    ...[restoreDocker, revokeKeys, restoreHostname, removeDocker, release].map(unlessWrittenOff),
  ],
  goOn: true,
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
};
