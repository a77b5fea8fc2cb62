import type { OperationKind, OperationState } from '../../../shared/contract/operation.ts';

/** Whether the operation is still going to change something by itself. */
export function isActive(state: OperationState): boolean {
  return state === 'pending' || state === 'running' || state === 'rolling-back';
}

/** Giving machines back cannot be rolled back: what they held is gone. */
const oneWay: ReadonlySet<OperationKind> = new Set(['delete-cluster', 'remove-hosts']);

export type OperationAction = 'cancel' | 'retry' | 'rollback';

/** What the operator may do about an operation in this state. */
export function actionsFor(kind: OperationKind, state: OperationState): OperationAction[] {
  if (state === 'pending' || state === 'running') return ['cancel'];
  if (state !== 'failed' && state !== 'cancelled') return [];
  return oneWay.has(kind) ? ['retry'] : ['retry', 'rollback'];
}
