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

/**
 * Runs checks that do not depend on each other, so that all faults are told at once.
 * @returns what each gave
 * @throws ControlPlaneError the only fault, or all of them under the code of the first
 */
export function together<T extends Record<string, () => unknown>>(
  checks: T,
): { [K in keyof T]: ReturnType<T[K]> } {
  const faults: ControlPlaneError[] = [];
  const entries = Object.entries(checks).map(([name, check]) => {
    try {
      return [name, check()];
    } catch (error) {
      if (!(error instanceof ControlPlaneError)) throw error;
      faults.push(error);
      return [name, undefined];
    }
  });
  const [first, ...others] = faults;
  if (!first) return Object.fromEntries(entries) as { [K in keyof T]: ReturnType<T[K]> };
  if (others.length === 0) throw first;
  throw new ControlPlaneError(first.code, faults.map((fault) => fault.message).join('; '), {
    details: faults.flatMap((fault) => fault.problem.details ?? []),
  });
}

/** A fault of one field. */
export function fieldFault(code: ErrorCode, field: string, message: string): ControlPlaneError {
  return new ControlPlaneError(code, `${field}: ${message}`, {
    details: [{ field, message, code }],
  });
}
