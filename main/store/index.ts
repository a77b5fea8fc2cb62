import { ChangeBus } from './changes.ts';
import { ClusterRepository } from './clusters.ts';
import type { Database } from './database.ts';
import { HostKeyRepository } from './host-keys.ts';
import { HostRepository } from './hosts.ts';
import { createIdempotencyRepository } from './idempotency.ts';
import { JournalRepository } from './journal.ts';
import { LeaseTable } from './leases.ts';
import { createLogRepository } from './logs.ts';
import { OperationEventRepository } from './operation-events.ts';
import { OperationRepository } from './operations.ts';
import { createProviderRepository } from './providers.ts';
import { createPubkeyRepository } from './pubkeys.ts';
import { createReferenceRepository } from './references.ts';
import { createRegistryRepository } from './registries.ts';
import { createSecretRepository } from './secrets.ts';
import { createSettingRepository } from './settings.ts';
import { createSmtpRepository } from './smtp.ts';
import { createStatisticsRepository } from './statistics.ts';
import { createTokenRepository } from './tokens.ts';
import { createUserRepository } from './users.ts';

/** Every repository of one database. Who has these needs no SQL and no database. */
export function openStores(db: Database) {
  const changes = new ChangeBus();
  const events = new OperationEventRepository(db);
  return {
    /** All that the work writes, or nothing of it where it throws. May stand within another. */
    transaction: <T>(work: () => T): T => db.transaction(work)(),
    changes,
    clusters: new ClusterRepository(db, changes),
    hosts: new HostRepository(db, changes),
    operations: new OperationRepository(db, changes, events),
    journal: new JournalRepository(db, events),
    events,
    // one run of the control plane opens its stores once
    leases: new LeaseTable(db),
    hostKeys: new HostKeyRepository(db),
    pubkeys: createPubkeyRepository(db),
    registries: createRegistryRepository(db),
    providers: createProviderRepository(db),
    smtp: createSmtpRepository(db),
    references: createReferenceRepository(db),
    secrets: createSecretRepository(db),
    users: createUserRepository(db),
    tokens: createTokenRepository(db),
    logs: createLogRepository(db),
    idempotency: createIdempotencyRepository(db),
    settings: createSettingRepository(db),
    statistics: createStatisticsRepository(db),
  };
}

export type Stores = ReturnType<typeof openStores>;
