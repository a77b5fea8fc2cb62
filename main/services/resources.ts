import type { z } from 'zod';
import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import type { OperateType } from '../../shared/contract/log.ts';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import type { Stores } from '../store/index.ts';
import type { Table } from '../store/table.ts';
import type { LogService } from './logs.ts';
import type { SecretFields } from './secret-fields.ts';
import type { Actor } from './types.ts';
import type { UserService } from './users.ts';

/** What the services of keys, registries, providers and mail servers are made of. */
export interface ResourceParts {
  readonly stores: Stores;
  readonly users: UserService;
  readonly logs: LogService;
  readonly secrets: SecretFields;
}

/** Values for the vault, by field; see SecretFields.write. */
type Secrets = Readonly<Record<string, string | undefined>>;

/** Writes records of one resource: the record, its secrets and the log entry, all or nothing. */
export interface RecordWriter<R> {
  /** @param alongside what else belongs into the transaction */
  create(
    actor: Actor,
    operateType: OperateType,
    record: R,
    secrets?: Secrets,
    alongside?: () => void,
  ): void;
  update(
    actor: Actor,
    operateType: OperateType,
    record: R,
    change: Partial<R>,
    secrets?: Secrets,
    alongside?: () => void,
  ): void;
  remove(actor: Actor, operateType: OperateType, record: R): void;
}

export function recordWriter<R extends { id: string; name: string }>(
  { stores, logs, secrets }: ResourceParts,
  resource: Exclude<ChangeEvent['resource'], 'host'>,
  table: Table<R>,
): RecordWriter<R> {
  function write(actor: Actor, operateType: OperateType, record: R, work: () => void): void {
    stores.transaction(() => {
      work();
      logs.record(actor, operateType, record.name);
    });
    stores.changes.emit('change', { resource, id: record.id });
  }

  function writeSecrets(id: string, values: Secrets): void {
    for (const [field, value] of Object.entries(values)) secrets.write(id, field, value);
  }

  return {
    create(actor, operateType, record, values = {}, alongside = () => undefined) {
      write(actor, operateType, record, () => {
        table.insert(record);
        writeSecrets(record.id, values);
        alongside();
      });
    },
    update(actor, operateType, record, change, values = {}, alongside = () => undefined) {
      write(actor, operateType, { ...record, ...change }, () => {
        table.update(record.id, change);
        writeSecrets(record.id, values);
        alongside();
      });
    },
    remove(actor, operateType, record) {
      write(actor, operateType, record, () => {
        table.remove(record.id);
        secrets.removeAll(record.id);
      });
    },
  };
}

/**
 * A record that the actor may see: one of its tenant. One of another tenant is as unknown as none.
 * @throws ControlPlaneError with the code given
 */
export function visible<R extends { tenantId: string }>(
  record: R | undefined,
  actor: Actor,
  code: ErrorCode,
  message: string,
): R {
  if (record?.tenantId === actor.tenantId) return record;
  throw new ControlPlaneError(code, message);
}

/**
 * Runs checks that do not depend on each other, so that all faults are told at once.
 * @returns what each gave
 * @throws ControlPlaneError the only fault, or all of them under the code of the first
 */
export function collectFaults<T extends Record<string, () => unknown>>(
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

/**
 * A text that its schema takes.
 * @throws ControlPlaneError with the code given, for the field
 */
export function checkText(
  schema: z.ZodType<string>,
  value: string,
  code: ErrorCode,
  field: string,
): string {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw fieldFault(code, field, parsed.error.issues.map(({ message }) => message).join(', '));
}

/** A fault of one field. */
export function fieldFault(code: ErrorCode, field: string, message: string): ControlPlaneError {
  return new ControlPlaneError(code, `${field}: ${message}`, {
    details: [{ field, message, code }],
  });
}
