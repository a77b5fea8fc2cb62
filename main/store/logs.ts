import { optionalText, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import { openTable, type Table } from './table.ts';

const columns = {
  id: text(),
  clusterName: text(),
  clusterId: text(),
  operateType: text(),
  queryType: text(),
  userName: text(),
  userId: text(),
  tenantId: text(),
  status: text(),
  comments: text(),
  operationId: optionalText(),
  timeCreate: text(),
  timeUpdate: text(),
};

export type LogRecord = RecordOf<typeof columns>;

/** How many entries are kept. */
export const MOST_ENTRIES = 200_000;
/** So many entries are written before the oldest are dropped: counting takes time. */
const PRUNED_EVERY = 1000;

export interface LogRepository {
  /** Writes an entry. Now and then the oldest ones beyond MOST_ENTRIES are dropped for it. */
  insert(entry: LogRecord): void;
  /**
   * Ends the entry of an operation, if it has one; without comments those that are there stay.
   * @returns its id
   */
  finish(
    operationId: string,
    end: Pick<LogRecord, 'status' | 'timeUpdate'> & { readonly comments?: string | undefined },
  ): string | undefined;
  list: Table<LogRecord>['list'];
  /** Drops the oldest entries, so that this many stay. */
  prune(kept?: number): void;
}

export function createLogRepository(db: Database): LogRepository {
  const table = openTable(db, 'logs', columns);
  const finish = db
    .prepare<[string, string | null, string, string], string>(
      `UPDATE logs SET status = ?, comments = coalesce(?, comments), time_update = ?
       WHERE operation_id = ? RETURNING id`,
    )
    .pluck();
  const drop = db.prepare<[number]>(
    'DELETE FROM logs WHERE id <= (SELECT id FROM logs ORDER BY id DESC LIMIT 1 OFFSET ?)',
  );
  // at the first entry after the start too: an earlier run may have left more
  let untilPruned = 1;

  function prune(kept = MOST_ENTRIES): void {
    drop.run(kept);
    untilPruned = PRUNED_EVERY;
  }

  return {
    insert(entry) {
      table.insert(entry);
      untilPruned -= 1;
      if (untilPruned === 0) prune();
    },
    finish: (operationId, { status, comments, timeUpdate }) =>
      finish.get(status, comments ?? null, timeUpdate, operationId),
    list: (list) => table.list(list),
    prune,
  };
}
