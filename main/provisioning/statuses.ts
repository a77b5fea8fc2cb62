import type { ClusterStatus } from '../../shared/contract/cluster.ts';
import type { FinishContext } from './operation.ts';

/**
 * Sets the statuses of hosts that were to be given back. Only one that was released, or given up in
 * so many words, is TERMINATED; the others are FAILED and keep their logins, so that the next try
 * gets in.
 * @returns how many are not given back
 */
export function settleGivenBack(context: FinishContext): number {
  let remaining = 0;
  for (const host of context.hosts) {
    if (host.isClaimed) {
      context.setHost(host.id, { status: 'FAILED' });
      remaining += 1;
    } else {
      context.setHost(host.id, { status: 'TERMINATED' });
      context.forget(host.id);
    }
  }
  return remaining;
}

/** The status of a cluster after a change that does not decide it: that of before the change. */
export function statusAfter({ input }: FinishContext): ClusterStatus {
  return input.statusBefore === 'FAILED' ? 'FAILED' : 'RUNNING';
}
