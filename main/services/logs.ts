import { toTimestamp } from '../../shared/contract/common.ts';
import {
  operateTypes,
  type LogEntry,
  type LogListQuery,
  type LogStatus,
  type OperateType,
} from '../../shared/contract/log.ts';
import type { ChangeBus } from '../store/changes.ts';
import { newId } from '../store/ids.ts';
import type { LogRecord, LogRepository } from '../store/logs.ts';
import { sortKeys } from './ordering.ts';
import type { Actor, List } from './types.ts';

interface StartInput {
  readonly operateType: OperateType;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly operationId: string;
  readonly comments?: string;
}

export interface LogService {
  list(actor: Actor, query: LogListQuery): List<LogEntry>;
  /** A long operation begins: an entry in status start. @returns its id */
  start(actor: Actor, input: StartInput): string;
  /** The operation has ended; comments say why it failed, without them those of the start stay. */
  finish(operationId: string, status: 'success' | 'fail', comments: string | undefined): void;
  /** A short operation has been done; comments name its object. */
  record(actor: Actor, operateType: OperateType, comments: string, status?: LogStatus): void;
}

const sortFields = {
  _id: 'id',
  clusterName: 'clusterName',
  operateType: 'operateType',
  queryType: 'queryType',
  userName: 'userName',
  status: 'status',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

const ID = /^[0-9a-f]{24}$/;

function toEntry(record: LogRecord): LogEntry {
  return {
    _id: record.id,
    clusterName: record.clusterName,
    clusterId: record.clusterId,
    operateType: record.operateType,
    queryType: record.queryType,
    userName: record.userName,
    user_id: record.userId,
    tenant_id: record.tenantId,
    status: record.status as LogStatus,
    comments: record.comments,
    time_create: record.timeCreate,
    time_update: record.timeUpdate,
  };
}

/** The log of what was done by whom. The store keeps the newest entries; nothing changes one. */
export function createLogService(store: LogRepository, changes: ChangeBus): LogService {
  function insert(
    actor: Actor,
    operateType: OperateType,
    rest: Pick<LogRecord, 'clusterId' | 'clusterName' | 'status' | 'comments' | 'operationId'>,
  ): string {
    const now = toTimestamp();
    const id = newId();
    store.insert({
      id,
      operateType,
      queryType: operateTypes[operateType],
      userName: actor.userName,
      userId: actor.userId,
      tenantId: actor.tenantId,
      timeCreate: now,
      timeUpdate: now,
      ...rest,
    });
    changes.emit('change', { resource: 'log', id });
    return id;
  }

  return {
    list(actor, query) {
      const { cluster_id: clusterId, user_name: userName, queryType, skip, limit } = query;
      const userId = ID.test(query.user_id ?? '') ? query.user_id : undefined;
      const where = { tenantId: actor.tenantId, clusterId, userName, queryType, userId };
      const order = sortKeys(query.sort, sortFields, 'time_create');
      return store.list({ where, order, skip, limit }).map(toEntry);
    },
    start: (actor, { operateType, clusterId, clusterName, operationId, comments = '' }) =>
      insert(actor, operateType, {
        clusterId,
        clusterName,
        status: 'start',
        comments,
        operationId,
      }),
    finish(operationId, status, comments) {
      const id = store.finish(operationId, { status, comments, timeUpdate: toTimestamp() });
      if (id !== undefined) changes.emit('change', { resource: 'log', id });
    },
    record(actor, operateType, comments, status = 'success') {
      insert(actor, operateType, {
        clusterId: '',
        clusterName: '',
        status,
        comments,
        operationId: null,
      });
    },
  };
}
