import type { Logger } from 'pino';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { componentProbe } from '../monitoring/components.ts';
import { Engine } from '../provisioning/engine.ts';
import { LeaseTable } from '../store/leases.ts';
import { operationDefinition } from '../provisioning/operations/index.ts';
import type { RetryLimits } from '../provisioning/step-runner.ts';
import { loginOf } from '../fleet/logins.ts';
import { HostKeyRepository } from '../store/host-keys.ts';
import type { Vault } from '../secrets/vault.ts';
import { ChangeBus } from '../store/changes.ts';
import { ClusterRepository } from '../store/clusters.ts';
import type { Database } from '../store/database.ts';
import { HostRepository } from '../store/hosts.ts';
import { newId } from '../store/ids.ts';
import { JournalRepository, type JournalStep } from '../store/journal.ts';
import { OperationEventRepository } from '../store/operation-events.ts';
import { OperationRepository } from '../store/operations.ts';
import { createPubkeyStore } from '../store/pubkeys.ts';
import { createRegistryStore } from '../store/registries.ts';
import { createSettingStore } from '../store/settings.ts';
import { createUseStore } from '../store/uses.ts';
import { createClusterAccess } from './cluster-access.ts';
import { ClusterChanges } from './cluster-changes.ts';
import type { RegistryDraft } from './cluster-draft.ts';
import { Clusters, type ClusterParts } from './clusters.ts';
import { createComponentService } from './components.ts';
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
import { createStatisticsService } from './statistics.ts';
import { createTokenService } from './tokens.ts';
import { createUserService } from './users.ts';

export interface AssembleParts {
  readonly db: Database;
  readonly vault: Vault;
  readonly window: number;
  readonly retryLimits: RetryLimits;
  /** this run of the control plane */
  readonly runId: string;
  readonly log: Logger;
  /** see EngineParts */
  readonly onJournal?: ((step: JournalStep) => void) | undefined;
}

/** Who we are to the hosts: made once, kept in the store, so that a marker on a host names us. */
function controllerId(db: Database): string {
  db.prepare('INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)').run(
    'controllerId',
    newId(),
  );
  const row = db
    .prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?')
    .get('controllerId');
  return row?.value ?? '';
}

/** Builds every service from the store and the vault. */
export function assembleServices({
  db,
  vault,
  window,
  retryLimits,
  runId,
  log,
  onJournal,
}: AssembleParts) {
  const changes = new ChangeBus();
  const changed = changes.tell.bind(changes);
  const clusterRecords = new ClusterRepository(db, changes);
  const hostRecords = new HostRepository(db, changes);
  const events = new OperationEventRepository(db);
  const journal = new JournalRepository(db, events);
  const operationRecords = new OperationRepository(db, changes, events);
  const pubkeyRecords = createPubkeyStore(db);
  const registryRecords = createRegistryStore(db);
  const hostKeys = new HostKeyRepository(db);
  const settings = createSettingStore(db);
  const secretFields = createSecretFields(vault, settings);
  const logs = createLogService(db, changed);
  const users = createUserService(db);
  const tokens = createTokenService(db, users);
  const leases = new LeaseTable(db, runId);
  const controller = controllerId(db);
  const runContext = {
    clusters: clusterRecords,
    hosts: hostRecords,
    vault,
    hostKeys,
    controllerId: controller,
    pubkeyValues: (ids: readonly string[]) =>
      ids.flatMap((id) => pubkeyRecords.find(id)?.value ?? []),
  };
  const engine = new Engine({
    ...runContext,
    db,
    operations: operationRecords,
    journal,
    events,
    leases,
    definition: operationDefinition,
    window,
    retryLimits,
    onEnded(operation, outcome, error, failed) {
      const comments = logComments(operation.kind, outcome, failed);
      logs.finish(operation.id, outcome === 'succeeded' ? 'success' : 'fail', comments);
      const { id, kind } = operation;
      log.info({ operation: id, kind, outcome, code: error?.code }, 'ended');
    },
    onJournal,
    onCrash: (operation, error) =>
      log.error({ operation: operation.id, err: error }, 'the engine failed'),
  });
  const resources = {
    db,
    users,
    logs,
    secrets: secretFields,
    uses: createUseStore(db),
    changed,
  };
  const pubkeys = createPubkeyService(resources);
  const registries = createRegistryService(resources);
  const starter = new OperationStarter({
    db,
    hosts: hostRecords,
    operations: operationRecords,
    journal,
    leases,
    engine,
    vault,
    logs,
  });
  const pubkeyById = (tenantId: string, id: string) => {
    const row = pubkeyRecords.find(id);
    return row?.tenant_id === tenantId ? { value: row.value, name: row.name } : undefined;
  };
  const registryById = (tenantId: string, id: string): RegistryDraft | undefined => {
    const row = registryRecords.find(id);
    if (row?.tenant_id !== tenantId) return undefined;
    return {
      password: secretFields.read(id, 'password') ?? '',
      snapshot: registryOf(row, '', false),
    };
  };
  const clusterParts: ClusterParts = {
    access: createClusterAccess(clusterRecords, secretFields),
    clusters: clusterRecords,
    hosts: hostRecords,
    operations: operationRecords,
    hostKeys,
    storedLogin: (host) => loginOf(vault, host),
    engine,
    starter,
    users,
    secretFields,
    controllerId: controller,
    defaultStack: 'swarm',
    registryById,
    pubkeyById,
    privateKeyById(actor, id) {
      try {
        return pubkeys.privateKeyOf(actor, id);
      } catch (error) {
        if (error instanceof ControlPlaneError) return undefined;
        throw error;
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
      clusterRecords,
      hostRecords,
      (tenantId, id) => pubkeyById(tenantId, id)?.name ?? '',
    ),
    operations: new Operations({
      db,
      clusters: clusterRecords,
      operations: operationRecords,
      journal,
      events,
      leases,
      engine,
    }),
    components: createComponentService(clusters, componentProbe(runContext)),
    pubkeys,
    registries,
    providers: createProviderService(resources),
    smtp: createSmtpService(resources),
    settings: createSettingService(settings),
    idempotency: createIdempotencyService(db, vault),
    statistics: createStatisticsService(db),
  };
}

export type Assembled = ReturnType<typeof assembleServices>;
