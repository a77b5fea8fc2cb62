import type { Operation } from '../../shared/contract/operation.ts';
import type { CallContext } from './dispatch.ts';
import type { ClusterService, OperationService, StartedChange } from './types.ts';

interface Waiting {
  readonly wait?: number | undefined;
}

/**
 * For calls that begin work on hosts: with `wait` they answer when the operation has ended or the
 * seconds are over, with what there is then; without it at once.
 */
export function createAwaitEnd(clusters: ClusterService, operations: OperationService) {
  const ended = ({ wait }: Waiting, { signal }: CallContext, id: string | null) =>
    wait && id !== null ? operations.wait(id, wait * 1000, signal) : undefined;

  return {
    withCluster: (input: Waiting, context: CallContext, started: StartedChange) => {
      const end = ended(input, context, started.operationId);
      if (!end) return started;
      const { _id: id } = started.cluster;
      return end.then(() => ({ ...started, cluster: clusters.get(context.actor, id) }));
    },
    withId: (input: Waiting, context: CallContext, started: { operationId: string | null }) =>
      ended(input, context, started.operationId)?.then(() => started) ?? started,
    withOperation: (input: Waiting, context: CallContext, operation: Operation) => {
      const { _id: id } = operation;
      const end = ended(input, context, id);
      return end?.then(() => operations.get(context.actor, id)) ?? operation;
    },
  };
}
