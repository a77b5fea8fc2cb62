import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Database } from '../store/database.ts';
import { createSettingStore } from '../store/settings.ts';
import { createUseStore } from '../store/uses.ts';
import { createIdempotencyService, type IdempotencyService } from './idempotency.ts';
import { createLogService, type LogService } from './logs.ts';
import { createProviderService, type ProviderService } from './providers.ts';
import { createPubkeyService, type PubkeyService } from './pubkeys.ts';
import { createRegistryService, type RegistryService } from './registries.ts';
import { createSecretFields } from './secret-fields.ts';
import { createSmtpService, type SmtpService } from './smtp.ts';
import { createStatisticsService, type StatisticsService } from './statistics.ts';
import { createTokenService, type TokenService } from './tokens.ts';
import { createUserService, type UserService } from './users.ts';

/** All services that touch no host. */
export interface ResourceServices {
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly logs: LogService;
  readonly pubkeys: PubkeyService;
  readonly registries: RegistryService;
  readonly providers: ProviderService;
  readonly smtp: SmtpService;
  readonly idempotency: IdempotencyService;
  readonly statistics: StatisticsService;
}

/**
 * Opens the services of a store.
 * @param changed hears of every record that has changed
 */
export function createResourceServices(
  db: Database,
  vault: Vault,
  changed: (event: ChangeEvent) => void,
): ResourceServices {
  const users = createUserService(db);
  const logs = createLogService(db, changed);
  const secrets = createSecretFields(vault, createSettingStore(db));
  const parts = { db, users, logs, secrets, uses: createUseStore(db), changed };
  return {
    users,
    logs,
    tokens: createTokenService(db, users),
    pubkeys: createPubkeyService(parts),
    registries: createRegistryService(parts),
    providers: createProviderService(parts),
    smtp: createSmtpService(parts),
    idempotency: createIdempotencyService(db, vault),
    statistics: createStatisticsService(db),
  };
}
