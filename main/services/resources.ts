import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import type { Database } from '../store/database.ts';
import type { UseStore } from '../store/uses.ts';
import type { LogService } from './logs.ts';
import type { SecretFields } from './secret-fields.ts';
import type { Actor } from './types.ts';
import type { UserService } from './users.ts';

/** What the services of keys, registries, providers and mail servers are made of. */
export interface ResourceParts {
  readonly db: Database;
  readonly users: UserService;
  readonly logs: LogService;
  readonly secrets: SecretFields;
  readonly uses: UseStore;
  readonly changed: (event: ChangeEvent) => void;
}

/**
 * A record that the actor may see: one of its tenant. One of another tenant is as unknown as none.
 * @throws ControlPlaneError with the code given
 */
export function visible<Row extends { tenant_id: string }>(
  row: Row | undefined,
  actor: Actor,
  code: ErrorCode,
  message: string,
): Row {
  if (row?.tenant_id === actor.tenantId) return row;
  throw new ControlPlaneError(code, message);
}

/** A fault of one field. */
export function fieldFault(code: ErrorCode, field: string, message: string): ControlPlaneError {
  return new ControlPlaneError(code, `${field}: ${message}`, {
    details: [{ field, message, code }],
  });
}
