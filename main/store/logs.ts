import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

export interface LogRow {
  id: string;
  cluster_name: string;
  cluster_id: string;
  operate_type: string;
  query_type: string;
  user_name: string;
  user_id: string;
  tenant_id: string;
  status: string;
  comments: string;
  operation_id: string | null;
  time_create: string;
  time_update: string;
}

export interface LogStore extends Table<LogRow> {
  /** Ends the entry of an operation, if it has one. @returns its id */
  finish(
    operationId: string,
    end: Pick<LogRow, 'status' | 'comments' | 'time_update'>,
  ): string | undefined;
}

const columns = [
  'id',
  'cluster_name',
  'cluster_id',
  'operate_type',
  'query_type',
  'user_name',
  'user_id',
  'tenant_id',
  'status',
  'comments',
  'operation_id',
  'time_create',
  'time_update',
] as const;

export function createLogStore(db: Database): LogStore {
  const finish = db
    .prepare<[string, string, string, string], string>(
      `UPDATE logs SET status = ?, comments = ?, time_update = ? WHERE operation_id = ? RETURNING id`,
    )
    .pluck();
  return {
    ...openTable<LogRow>(db, 'logs', columns),
    finish: (operationId, { status, comments, time_update }) =>
      finish.get(status, comments, time_update, operationId),
  };
}
