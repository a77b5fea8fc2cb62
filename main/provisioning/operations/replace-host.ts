import type { HostRecord } from '../../store/hosts.ts';
import type { FinishContext, OperationDefinition } from '../operation.ts';
import type { Phase } from '../phase.ts';
import { authorizeKeys } from '../phases/authorize-keys.ts';
import { claim } from '../phases/claim.ts';
import { configureDocker } from '../phases/configure-docker.ts';
import { connect } from '../phases/connect.ts';
import { connectToGiveBack, whileClaimed } from '../phases/give-back.ts';
import { hostname } from '../phases/hostname.ts';
import { installDocker } from '../phases/install-docker.ts';
import { preflight } from '../phases/preflight.ts';
import { release } from '../phases/release.ts';
import { removeDocker } from '../phases/remove-docker.ts';
import { restoreDocker } from '../phases/restore-docker.ts';
import { restoreHostname } from '../phases/restore-hostname.ts';
import { revokeKeys } from '../phases/revoke-keys.ts';
import type { Stack } from '../stacks/stack.ts';
import { statusAfter } from '../statuses.ts';

/** Both hosts have steps of the same name: the subject tells whose they are. */
const LOST = 'the host that is replaced';

/** The one that is replaced is a node when the list is made; a machine that comes is none yet. */
const isLost = (host: HostRecord) => host.nodeId !== '';

const onNew = (phase: Phase): Phase => ({
  ...phase,
  targets: (host, hosts) => !isLost(host) && (phase.targets?.(host, hosts) ?? true),
});

const onLost = (phase: Phase): Phase => ({ ...phase, subject: LOST, targets: isLost });

/** Where clients are told to find the cluster: a master that has taken the place of the lost one. */
function passOnEndPoint(context: FinishContext, lost: HostRecord): void {
  const next = context.hosts.find((host) => host.id !== lost.id && host.isMaster);
  if (!lost.isClient || !next) return;
  context.setHost(lost.id, { isClient: false });
  context.setHost(next.id, { isClient: true });
  context.setCluster({ endPoint: next.ip });
}

/**
 * A machine takes the place of a host that is lost. It joins first, so that at no moment there are
 * fewer members than before; then the lost one is taken off the list and, where it answers after
 * all, given back.
 */
export const replaceHost = (stack: Stack): OperationDefinition => {
  const wayBack = [restoreDocker, revokeKeys, restoreHostname, removeDocker, release];
  return {
    kind: 'replace-host',
    phases: [
      ...[
        connect,
        preflight(stack.checks),
        claim,
        hostname,
        installDocker,
        configureDocker,
        authorizeKeys,
        ...stack.join,
      ].map(onNew),
      { ...onLost(connectToGiveBack), barrier: true },
      ...[...stack.drain, whileClaimed(stack.leave), ...stack.forget].map(onLost),
      ...wayBack.map(whileClaimed).map(onLost),
    ],
    begin(context) {
      context.setCluster({ status: 'MODIFYING' });
      for (const host of context.hosts) {
        // a lost master is none that is asked about the swarm
        const status = host.id === context.input.replaces ? 'TERMINATING' : 'INSTALLING';
        if (host.status !== 'RUNNING' || status === 'TERMINATING') {
          context.setHost(host.id, { status });
        }
      }
    },
    finish(outcome, context) {
      for (const host of context.hosts) {
        const isReplaced = host.id === context.input.replaces;
        const isGone = isReplaced && !host.isClaimed && host.nodeId === '';
        const runs = !isReplaced && outcome !== 'cancelled' && !context.failed.has(host.id);
        if (isGone) {
          context.setHost(host.id, { status: 'TERMINATED' });
          context.forget(host.id);
          passOnEndPoint(context, host);
        } else context.setHost(host.id, { status: runs ? 'RUNNING' : 'FAILED' });
      }
      context.setCluster({ status: statusAfter(context), instances: context.runningCount() });
    },
  };
};
