import { EventEmitter } from 'node:events';
import type { OperationEvent, OperationLogEvent } from '../../shared/contract/operation.ts';
import type { Database } from './database.ts';
import { listRows, type Condition, type Listing } from './listing.ts';

type EventBody = OperationEvent extends infer E
  ? E extends OperationEvent
    ? Omit<E, 'seq' | 'operationId' | 'time'>
    : never
  : never;

interface PendingEvent {
  readonly operationId: string;
  readonly body: EventBody;
  readonly time: string;
}

export interface LogSearch {
  readonly hostId?: string | undefined;
  readonly phase?: string | undefined;
  /** part of the line; capitals do not matter */
  readonly text?: string | undefined;
  readonly skip: number;
  readonly limit: number;
}

/** How many ended operations of a cluster keep their events. */
export const OPERATIONS_WITH_EVENTS = 50;
/** Log lines that are kept in memory while they cannot be stored. */
const MAX_PENDING = 2000;
const LOG_DELAY_MS = 50;

/** What happens in operations, in order and numbered: states, steps and lines of the log. */
export class OperationEventRepository {
  /** emits `event` (OperationEvent) after each was stored */
  readonly bus = new EventEmitter<{ event: [OperationEvent] }>();
  private readonly db: Database;
  private pending: PendingEvent[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(db: Database) {
    this.db = db;
    this.bus.setMaxListeners(0);
  }

  /** Stores an event and hands it to the listeners. */
  emit(operationId: string, body: EventBody): void {
    this.flush();
    this.store([{ operationId, body, time: new Date().toISOString() }]);
  }

  /**
   * Stores a log line soon: lines come in floods, and each commit waits for the disk. A crash may
   * lose the last of them, never a step.
   */
  emitLog(operationId: string, body: EventBody): void {
    this.pending.push({ operationId, body, time: new Date().toISOString() });
    this.timer ??= setTimeout(() => {
      try {
        this.flush();
      } catch {
        // a full disk: the lines are kept, and the step's row says so
      }
    }, LOG_DELAY_MS);
  }

  /** Stores the log lines that are pending; of those that cannot be stored the last ones stay. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { pending } = this;
    this.pending = [];
    try {
      if (pending.length > 0) this.store(pending);
    } catch (error) {
      this.pending = pending.slice(-MAX_PENDING);
      throw error;
    }
  }

  private store(events: readonly PendingEvent[]): void {
    const last = this.db.prepare<[string], { seq: number | null }>(
      'SELECT max(seq) AS seq FROM operation_events WHERE operation_id = ?',
    );
    const insert = this.db.prepare('INSERT INTO operation_events VALUES (?, ?, ?)');
    const stored = this.db.transaction(() =>
      events.map(({ operationId, body, time }): OperationEvent => {
        const seq = (last.get(operationId)?.seq ?? 0) + 1;
        const event = { ...body, seq, operationId, time };
        insert.run(operationId, seq, JSON.stringify(event));
        return event;
      }),
    )();
    for (const event of stored) this.bus.emit('event', event);
  }

  /** The events of an operation whose number is above `after`, in order. */
  after(operationId: string, after: number, limit = 1000): OperationEvent[] {
    return this.db
      .prepare<[string, number, number], { body: string }>(
        'SELECT body FROM operation_events WHERE operation_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      )
      .all(operationId, after, limit)
      .map((row) => JSON.parse(row.body) as OperationEvent);
  }

  /** The log lines of an operation that match, in their order. */
  searchLogs(operationId: string, search: LogSearch): Listing<OperationLogEvent> {
    const { hostId, phase, text, skip, limit } = search;
    this.flush();
    const conditions: Condition[] = [
      { sql: 'operation_id = ?', values: [operationId] },
      { sql: `body ->> '$.type' = 'log'`, values: [] },
    ];
    if (hostId) conditions.push({ sql: `body ->> '$.hostId' = ?`, values: [hostId] });
    if (phase) conditions.push({ sql: `body ->> '$.phase' = ?`, values: [phase] });
    if (text) {
      conditions.push({ sql: `instr(lower(body ->> '$.line'), lower(?)) > 0`, values: [text] });
    }
    const order = [{ column: 'seq', descending: false }];
    const select = 'seq, body';
    const list = { table: 'operation_events', select, conditions, order, skip, limit };
    return listRows(this.db, list, ({ body }) => JSON.parse(String(body)) as OperationLogEvent);
  }

  /**
   * Drops the events of a cluster's operations but for those that ended last; states and steps
   * stay. The last event of each stays too: numbers go on from it, and a follower learns of the end.
   */
  prune(clusterId: string, kept: number = OPERATIONS_WITH_EVENTS): void {
    this.db
      .prepare<[string, number]>(
        `DELETE FROM operation_events WHERE operation_id IN (
           SELECT id FROM operations WHERE cluster_id = ? AND time_end IS NOT NULL
           ORDER BY time_end DESC, id DESC LIMIT -1 OFFSET ?
         ) AND seq < (
           SELECT max(seq) FROM operation_events AS last
           WHERE last.operation_id = operation_events.operation_id
         )`,
      )
      .run(clusterId, kept);
  }
}
