import type { Logger } from 'pino';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { componentProbe } from '../monitoring/components.ts';
import { Engine } from '../provisioning/engine.ts';
import { operationDefinition } from '../provisioning/operations/index.ts';
import type { RetryLimits } from '../provisioning/step-runner.ts';
import { loginOf } from '../fleet/logins.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Stores } from '../store/index.ts';
import type { JournalStep } from '../store/journal.ts';
import { createClusterAccess } from './cluster-access.ts';
import { ClusterChanges } from './cluster-changes.ts';
import type { RegistryDraft } from './cluster-draft.ts';
import { Clusters, type ClusterParts } from './clusters.ts';
import { createComponentService } from './components.ts';
import { createHostLoginService } from './host-logins.ts';
import { createHostService } from './hosts.ts';
import { createIdempotencyService } from './idempotency.ts';
import { logComments } from './log-comments.ts';
import { createLogService } from './logs.ts';
import { OperationStarter } from './operation-starter.ts';
import { Operations } from './operations.ts';
import { createProviderService } from './providers.ts';
import { createPubkeyService } from './pubkeys.ts';
import { createRegistryService, registryOf } from './registries.ts';
import { createSecretFields } from './secret-fields.ts';
import { createSettingService } from './settings.ts';
import { createSmtpService } from './smtp.ts';
import { createTokenService } from './tokens.ts';
import { createUserService } from './users.ts';

export interface AssembleParts {
  readonly stores: Stores;
  readonly vault: Vault;
  readonly window: number;
  readonly retryLimits: RetryLimits;
  readonly log: Logger;
  /** see EngineParts */
  readonly onJournal?: ((step: JournalStep) => void) | undefined;
}

/** Builds every service from the store and the vault. */
export function assembleServices({
  stores,
  vault,
  window,
  retryLimits,
  log,
  onJournal,
}: AssembleParts) {
  const { changes, settings } = stores;
  const secretFields = createSecretFields(vault, settings);
  const logs = createLogService(stores.logs, changes);
  const users = createUserService(stores, logs);
  const tokens = createTokenService(stores, users, logs);
  const controllerId = settings.controllerId();
  const runContext = {
    ...stores,
    vault,
    controllerId,
    pubkeyValues: (ids: readonly string[]) =>
      ids.flatMap((id) => stores.pubkeys.find(id)?.value ?? []),
  };
  const engine = new Engine({
    ...runContext,
    definition: operationDefinition,
    window,
    retryLimits,
    onEnded(operation, outcome, error, failed) {
      const comments = logComments(operation.kind, outcome, failed);
      logs.finish(
        operation.id,
        outcome === 'succeeded' || outcome === 'partial' ? 'success' : 'fail',
        comments,
      );
      const { id, kind } = operation;
      log.info({ operation: id, kind, outcome, code: error?.code }, 'ended');
    },
    onJournal,
    onCrash: (operation, error) =>
      log.error({ operation: operation.id, err: error }, 'the engine failed'),
  });
  const resources = { stores, users, logs, secrets: secretFields };
  const pubkeys = createPubkeyService(resources);
  const registries = createRegistryService(resources);
  const pubkeyById = (tenantId: string, id: string) => {
    const record = stores.pubkeys.find(id);
    return record?.tenantId === tenantId ? { value: record.value, name: record.name } : undefined;
  };
  const registryById = (tenantId: string, id: string): RegistryDraft | undefined => {
    const record = stores.registries.find(id);
    if (record?.tenantId !== tenantId) return undefined;
    return {
      password: secretFields.read(id, 'password') ?? '',
      snapshot: registryOf(record, '', false),
    };
  };
  const clusterParts: ClusterParts = {
    access: createClusterAccess(stores.clusters, stores.hosts, secretFields),
    clusters: stores.clusters,
    hosts: stores.hosts,
    operations: stores.operations,
    hostKeys: stores.hostKeys,
    storedLogin: (host) => loginOf(vault, host),
    engine,
    starter: new OperationStarter({ ...stores, engine, vault, logs }),
    users,
    secretFields,
    controllerId,
    defaultStack: 'swarm',
    registryById,
    pubkeyById,
    privateKeyById(actor, id) {
      try {
        return pubkeys.privateKeyOf(actor, id);
      } catch (error) {
        if (!(error instanceof ControlPlaneError)) throw error;
        return { code: error.code, fault: error.message };
      }
    },
  };
  const clusters = new Clusters(clusterParts);
  return {
    changes,
    engine,
    users,
    tokens,
    logs,
    clusters,
    clusterChanges: new ClusterChanges(clusterParts),
    hosts: createHostService(
      stores.clusters,
      stores.hosts,
      (tenantId, id) => pubkeyById(tenantId, id)?.name ?? '',
    ),
    hostLogins: createHostLoginService({
      ...stores,
      vault,
      logs,
      keyById: clusterParts.privateKeyById,
    }),
    operations: new Operations({ ...stores, engine }),
    components: createComponentService(clusters, componentProbe(runContext)),
    pubkeys,
    registries,
    providers: createProviderService(resources),
    smtp: createSmtpService(resources),
    settings: createSettingService(stores, logs),
    idempotency: createIdempotencyService(stores, vault),
    statistics: stores.statistics,
  };
}

export type Assembled = ReturnType<typeof assembleServices>;
