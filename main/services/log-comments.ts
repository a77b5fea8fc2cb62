import type { OperationKind } from '../../shared/contract/operation.ts';
import type { Outcome } from '../provisioning/operation.ts';
import type { HostRecord } from '../store/hosts.ts';

const FAILED: Partial<Record<OperationKind, string>> = {
  'create-cluster': 'installation_failed',
  'add-hosts': 'installation_failed',
  'delete-cluster': 'deletion_failed',
};

/** Kinds whose entry names their keys or registries from the start on. */
const NAMED: ReadonlySet<OperationKind> = new Set([
  'add-pubkeys',
  'remove-pubkeys',
  'add-registries',
  'remove-registries',
]);

/**
 * What the log says of how a long operation ended: nothing of a success, the 2017 system's word of
 * a failure, and a line `hostname:ip` for each host that failed where the others succeeded, or that
 * stayed in spite of a removal; undefined where what it said at the start goes on being true.
 */
export function logComments(
  kind: OperationKind,
  outcome: Outcome,
  failed: readonly HostRecord[],
): string | undefined {
  if (NAMED.has(kind)) return undefined;
  if (outcome === 'succeeded') return '';
  if (outcome !== 'failed' && outcome !== 'partial') return outcome.replace('-', '_');
  if (outcome === 'partial' || kind === 'remove-hosts')
    return failed.map((host) => `${host.hostName}:${host.ip}`).join('\n');
  return FAILED[kind] ?? '';
}
