import { toTimestamp } from '../../shared/contract/common.ts';
import {
  operateTypes,
  type LogEntry,
  type LogListQuery,
  type LogStatus,
  type OperateType,
} from '../../shared/contract/log.ts';
import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import type { Database } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import { equals } from '../store/listing.ts';
import { createLogStore, type LogRow } from '../store/logs.ts';
import { orderBy } from './ordering.ts';
import type { Actor, List } from './types.ts';

interface StartInput {
  readonly operateType: OperateType;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly operationId: string;
}

export interface LogService {
  list(actor: Actor, query: LogListQuery): List<LogEntry>;
  /** A long operation begins: an entry in status start. @returns its id */
  start(actor: Actor, input: StartInput): string;
  /** The operation has ended; comments are the reason of a failure, "" otherwise. */
  finish(operationId: string, status: 'success' | 'fail', comments?: string): void;
  /** A short operation has been done; comments name its object. */
  record(actor: Actor, operateType: OperateType, comments: string, status?: LogStatus): void;
}

const sortColumns = {
  _id: 'id',
  clusterName: 'cluster_name',
  operateType: 'operate_type',
  queryType: 'query_type',
  userName: 'user_name',
  status: 'status',
  time_create: 'time_create',
  time_update: 'time_update',
};

const ID = /^[0-9a-f]{24}$/;

function toEntry(row: LogRow): LogEntry {
  return {
    _id: row.id,
    clusterName: row.cluster_name,
    clusterId: row.cluster_id,
    operateType: row.operate_type,
    queryType: row.query_type,
    userName: row.user_name,
    user_id: row.user_id,
    tenant_id: row.tenant_id,
    status: row.status as LogStatus,
    comments: row.comments,
    time_create: row.time_create,
    time_update: row.time_update,
  };
}

/** The log of what was done by whom; entries are never deleted. */
export function createLogService(db: Database, changed: (event: ChangeEvent) => void): LogService {
  const store = createLogStore(db);

  function insert(
    actor: Actor,
    operateType: OperateType,
    rest: Pick<LogRow, 'cluster_id' | 'cluster_name' | 'status' | 'comments' | 'operation_id'>,
  ): string {
    const now = toTimestamp();
    const id = newId();
    store.insert({
      id,
      operate_type: operateType,
      query_type: operateTypes[operateType],
      user_name: actor.userName,
      user_id: actor.userId,
      tenant_id: actor.tenantId,
      time_create: now,
      time_update: now,
      ...rest,
    });
    changed({ resource: 'log', id });
    return id;
  }

  return {
    list(actor, query) {
      const conditions = equals({
        tenant_id: actor.tenantId,
        cluster_id: query.cluster_id,
        user_name: query.user_name,
        query_type: query.queryType,
        user_id: ID.test(query.user_id ?? '') ? query.user_id : undefined,
      });
      const order = orderBy(query.sort, sortColumns, 'time_create');
      const { rows, total } = store.list(conditions, { ...query, order });
      return { items: rows.map(toEntry), total };
    },
    start: (actor, { operateType, clusterId, clusterName, operationId }) =>
      insert(actor, operateType, {
        cluster_id: clusterId,
        cluster_name: clusterName,
        status: 'start',
        comments: '',
        operation_id: operationId,
      }),
    finish(operationId, status, comments = '') {
      const id = store.finish(operationId, { status, comments, time_update: toTimestamp() });
      if (id !== undefined) changed({ resource: 'log', id });
    },
    record(actor, operateType, comments, status = 'success') {
      insert(actor, operateType, {
        cluster_id: '',
        cluster_name: '',
        status,
        comments,
        operation_id: null,
      });
    },
  };
}
