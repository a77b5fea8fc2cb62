import type { IdempotencyService } from '../services/idempotency.ts';
import type { TokenService } from '../services/tokens.ts';
import type { ClusterService, HostService, OperationService } from '../services/types.ts';
import type { UserService } from '../services/users.ts';

/** The services that the API puts on HTTP. */
export interface ApiServices {
  readonly clusters: ClusterService;
  readonly hosts: HostService;
  readonly operations: OperationService;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly idempotency: IdempotencyService;
}
