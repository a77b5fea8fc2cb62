import {
  isUnfinished,
  type Operation,
  type OperationKind,
} from '../../../shared/contract/operation.ts';

/** Kinds whose phases can be undone; what the others took off a machine is gone. */
const reversible: ReadonlySet<OperationKind> = new Set(['create-cluster', 'add-hosts']);

export type OperationAction = 'cancel' | 'retry' | 'rollback';

/** What the operator may do about an operation as it stands. */
export function actionsFor({ kind, state, phases }: Operation): OperationAction[] {
  if (isUnfinished(state)) return ['cancel'];
  if (state === 'failed' || state === 'cancelled') {
    return reversible.has(kind) ? ['retry', 'rollback'] : ['retry'];
  }
  // a cluster may run without some of its workers: those can be tried again
  const open = phases.some(({ steps }) =>
    steps.some((step) => step.state === 'failed' || step.state === 'cancelled'),
  );
  return (state === 'partial' || state === 'succeeded') && open ? ['retry'] : [];
}
