import type { OperationKind } from '../../../shared/contract/operation.ts';
import type { FinishContext, OperationDefinition, Outcome } from '../operation.ts';
import type { Phase } from '../phase.ts';
import { authorizeKeys } from '../phases/authorize-keys.ts';
import { configureDocker } from '../phases/configure-docker.ts';
import { statusAfter } from '../statuses.ts';
import { connect } from '../phases/connect.ts';
import { dropKeys } from '../phases/drop-keys.ts';
import { dropRegistries } from '../phases/drop-registries.ts';

/** A change of the running hosts of a cluster, which keeps running whatever the outcome. */
function change(
  kind: OperationKind,
  phase: Phase,
  record: (outcome: Outcome, context: FinishContext) => void,
): OperationDefinition {
  return {
    kind,
    phases: [connect, phase],
    continueOnFailure: true,
    begin: (context) => context.setCluster({ status: 'MODIFYING' }),
    finish(outcome, context) {
      context.setCluster({ status: statusAfter(context) });
      record(outcome, context);
    },
  };
}

const asAsked = () => undefined;

/** The record names a key from the moment it may be on a host until it is on none. */
export const addPubkeys = change('add-pubkeys', authorizeKeys, asAsked);

export const removePubkeys = change('remove-pubkeys', dropKeys, (outcome, context) => {
  if (outcome !== 'succeeded') return;
  const gone = context.input.ids ?? [];
  const kept = context.cluster.pubkeyIds ?? [];
  context.setCluster({ pubkeyIds: kept.filter((id) => !gone.includes(id)) });
});

export const addRegistries = change('add-registries', configureDocker, asAsked);

export const removeRegistries = change('remove-registries', dropRegistries, (outcome, context) => {
  if (outcome !== 'succeeded') return;
  const gone = context.input.ids ?? [];
  context.setCluster({
    registries: context.cluster.registries.filter((registry) => !gone.includes(registry._id)),
  });
});
