import { toTimestamp } from '../../shared/contract/common.ts';
import type { OperateType } from '../../shared/contract/log.ts';
import type { OperationKind } from '../../shared/contract/operation.ts';
import type { Engine } from '../provisioning/engine.ts';
import { initialSteps, listVersion } from '../provisioning/phase-list.ts';
import { storeLogin, type LoginSecrets } from '../fleet/logins.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { Stores } from '../store/index.ts';
import type { HostRecord } from '../store/hosts.ts';
import { newId } from '../store/ids.ts';
import { operationInputs, type OperationInput } from '../store/operation-inputs.ts';
import type { OperationRecord } from '../store/operations.ts';
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

/** The log's name for each kind of operation. */
const LOGGED: Readonly<Record<OperationKind, OperateType>> = {
  'create-cluster': 'create_cluster',
  'delete-cluster': 'delete_cluster',
  'add-hosts': 'add_hosts',
  'remove-hosts': 'delete_hosts',
  'replace-host': 'replace_host',
  'add-pubkeys': 'add_pubkeys',
  'remove-pubkeys': 'delete_pubkeys',
  'add-registries': 'add_registries',
  'remove-registries': 'delete_registries',
};

/** A host that takes part; with secrets: it is new and is stored first. */
export interface TakingPart {
  readonly host: HostRecord;
  readonly secrets?: LoginSecrets;
}

/** What is to be started. */
export interface OperationRequest<K extends OperationKind> {
  readonly kind: K;
  readonly cluster: ClusterRecord;
  readonly taking: readonly TakingPart[];
  readonly input: Omit<OperationInput<K>, 'hostIds'>;
  /** what else belongs into the same transaction, before the hosts */
  readonly prepare?: () => void;
  /** what the log says of it while it has not failed */
  readonly comments?: string;
}

/** Puts an operation into the store, all or nothing, and sets the engine to it. */
export class OperationStarter {
  private readonly parts: StarterParts;

  constructor(parts: StarterParts) {
    this.parts = parts;
  }

  /**
   * @returns the operation's id
   * @throws ControlPlaneError E50016 while another operation has the cluster
   */
  start<K extends OperationKind>(
    actor: Actor,
    { kind, cluster, taking, input, prepare, comments = '' }: OperationRequest<K>,
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
      input: operationInputs[kind].parse({
        ...input,
        hostIds: taking.map(({ host }) => host.id),
        statusBefore: cluster.status,
      }),
      listVersion: listVersion(phases),
      isRollback: false,
      error: null,
      userId: actor.userId,
      timeCreate: now,
      timeUpdate: now,
      timeEnd: null,
    };
    transaction(() => {
      prepare?.();
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
      logs.start(actor, {
        operateType: LOGGED[kind],
        clusterId: cluster.id,
        clusterName: cluster.name,
        operationId: operation.id,
        comments,
      });
    });
    engine.start(operation);
    return operation.id;
  }
}
