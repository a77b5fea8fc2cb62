import type { OperationKind } from '../../shared/contract/operation.ts';
import type { Outcome } from '../provisioning/operation.ts';
import type { HostRecord } from '../store/hosts.ts';

const FAILED: Partial<Record<OperationKind, string>> = {
  'create-cluster': 'installation_failed',
  'add-hosts': 'installation_failed',
  'delete-cluster': 'deletion_failed',
};

/**
 * What the log says of how a long operation ended: nothing of a success, the 2017 system's word of
 * a failure, and of a failed removal a line `hostname:ip` for each host that stayed.
 */
export function logComments(
  kind: OperationKind,
  outcome: Outcome,
  failed: readonly HostRecord[],
): string {
  if (outcome === 'succeeded') return '';
  if (outcome !== 'failed') return outcome.replace('-', '_');
  if (kind === 'remove-hosts')
    return failed.map((host) => `${host.hostName}:${host.ip}`).join('\n');
  return FAILED[kind] ?? '';
}
