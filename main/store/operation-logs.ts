import type { OperationLogEvent } from '../../shared/contract/operation.ts';
import type { Database } from './database.ts';
import { listRows, type Condition, type Page } from './listing.ts';

/** How many ended operations of a cluster keep their events. */
export const OPERATIONS_WITH_EVENTS = 50;

/**
 * Drops the events of a cluster's operations but for those that ended last; states and steps stay.
 * The last event of each stays too: numbers go on from it, and a follower learns of the end.
 */
export function pruneEvents(
  db: Database,
  clusterId: string,
  kept: number = OPERATIONS_WITH_EVENTS,
): void {
  db.prepare<[string, number]>(
    `DELETE FROM operation_events WHERE operation_id IN (
       SELECT id FROM operations WHERE cluster_id = ? AND time_end IS NOT NULL
       ORDER BY time_end DESC, id DESC LIMIT -1 OFFSET ?
     ) AND seq < (
       SELECT max(seq) FROM operation_events AS last
       WHERE last.operation_id = operation_events.operation_id
     )`,
  ).run(clusterId, kept);
}

export interface LogSearch {
  readonly hostId?: string | undefined;
  readonly phase?: string | undefined;
  /** part of the line; capitals do not matter */
  readonly text?: string | undefined;
  readonly skip: number;
  readonly limit: number;
}

/** The log lines of an operation that match, in their order. */
export function searchLogs(
  db: Database,
  operationId: string,
  { hostId, phase, text, skip, limit }: LogSearch,
): Page<OperationLogEvent> {
  const conditions: Condition[] = [
    { sql: 'operation_id = ?', values: [operationId] },
    { sql: `body ->> '$.type' = 'log'`, values: [] },
  ];
  if (hostId) conditions.push({ sql: `body ->> '$.hostId' = ?`, values: [hostId] });
  if (phase) conditions.push({ sql: `body ->> '$.phase' = ?`, values: [phase] });
  if (text) {
    conditions.push({ sql: `instr(lower(body ->> '$.line'), lower(?)) > 0`, values: [text] });
  }
  const page = listRows<{ body: string }>(db, 'operation_events', conditions, {
    skip,
    limit,
    order: 'seq',
  });
  const rows = page.rows.map(({ body }) => JSON.parse(body) as OperationLogEvent);
  return { total: page.total, rows };
}
