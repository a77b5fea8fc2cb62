import { toTimestamp } from '../../shared/contract/common.ts';
import type { OperationKind } from '../../shared/contract/operation.ts';
import type { Engine } from '../provisioning/engine.ts';
import { initialSteps, listVersion } from '../provisioning/phase-list.ts';
import { storeLogin, type LoginSecrets } from '../fleet/logins.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { Stores } from '../store/index.ts';
import type { HostRecord } from '../store/hosts.ts';
import { newId } from '../store/ids.ts';
import type { OperationInput, OperationRecord } from '../store/operations.ts';
import type { LogService } from './logs.ts';
import type { Actor } from './types.ts';

export interface StarterParts extends Pick<
  Stores,
  'transaction' | 'hosts' | 'operations' | 'journal' | 'leases'
> {
  readonly engine: Engine;
  readonly vault: Vault;
  readonly logs: LogService;
}

/** The log's name for each kind of operation; short changes are logged under their own names. */
const LOGGED = {
  'create-cluster': 'create_cluster',
  'delete-cluster': 'delete_cluster',
  'add-hosts': 'add_hosts',
  'remove-hosts': 'delete_hosts',
} as const;

/** A host that takes part; with secrets: it is new and is stored first. */
export interface TakingPart {
  readonly host: HostRecord;
  readonly secrets?: LoginSecrets;
}

/** Puts an operation into the store, all or nothing, and sets the engine to it. */
export class OperationStarter {
  private readonly parts: StarterParts;

  constructor(parts: StarterParts) {
    this.parts = parts;
  }

  /**
   * @param prepare what else belongs into the same transaction, before the hosts
   * @returns the operation's id
   * @throws ControlPlaneError E50016 while another operation has the cluster
   */
  start(
    actor: Actor,
    kind: OperationKind,
    cluster: ClusterRecord,
    taking: readonly TakingPart[],
    input: Omit<OperationInput, 'hostIds'>,
    prepare: () => void = () => undefined,
  ): string {
    const { transaction, hosts, operations, journal, leases, engine, vault, logs } = this.parts;
    const now = toTimestamp();
    const { phases } = engine.definition(kind, cluster.stack);
    const operation: OperationRecord = {
      id: newId(),
      clusterId: cluster.id,
      clusterName: cluster.name,
      kind,
      state: 'pending',
      input: { hostIds: taking.map(({ host }) => host.id), ...input },
      listVersion: listVersion(phases),
      error: null,
      userId: actor.userId,
      timeCreate: now,
      timeUpdate: now,
      timeEnd: null,
    };
    transaction(() => {
      prepare();
      for (const { host, secrets } of taking) {
        if (!secrets) continue;
        hosts.insert(host);
        storeLogin(vault, host.id, secrets);
      }
      operations.insert(operation);
      leases.acquire(cluster.id, operation.id);
      const steps = initialSteps(
        phases,
        taking.map(({ host }) => host),
      );
      for (const step of steps) journal.write(operation.id, step);
      engine.begin(operation);
      const operateType = kind in LOGGED ? LOGGED[kind as keyof typeof LOGGED] : undefined;
      if (operateType) {
        logs.start(actor, {
          operateType,
          clusterId: cluster.id,
          clusterName: cluster.name,
          operationId: operation.id,
        });
      }
    });
    engine.start(operation);
    return operation.id;
  }
}
