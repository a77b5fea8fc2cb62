import type { ComponentService } from '../services/components.ts';
import type { IdempotencyService } from '../services/idempotency.ts';
import type { LogService } from '../services/logs.ts';
import type { ProviderService } from '../services/providers.ts';
import type { PubkeyService } from '../services/pubkeys.ts';
import type { RegistryService } from '../services/registries.ts';
import type { SettingService } from '../services/settings.ts';
import type { SmtpService } from '../services/smtp.ts';
import type { StatisticsService } from '../services/statistics.ts';
import type { TokenService } from '../services/tokens.ts';
import type {
  ClusterChangeService,
  ClusterService,
  HostService,
  OperationService,
} from '../services/types.ts';
import type { UserService } from '../services/users.ts';

/** The services that the API puts on HTTP. */
export interface ApiServices {
  readonly clusters: ClusterService;
  readonly clusterChanges: ClusterChangeService;
  readonly hosts: HostService;
  readonly operations: OperationService;
  readonly components: ComponentService;
  readonly pubkeys: PubkeyService;
  readonly registries: RegistryService;
  readonly providers: ProviderService;
  readonly smtp: SmtpService;
  readonly settings: SettingService;
  readonly logs: LogService;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly idempotency: IdempotencyService;
  readonly statistics: StatisticsService;
}
