import { EventEmitter } from 'node:events';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import type {
  OperationEvent,
  OperationKind,
  OperationListQuery,
  OperationState,
  Step,
} from '../../shared/contract/operation.ts';
import type { PhaseName } from '../../shared/contract/phases.ts';
import type { ChangeBus } from './changes.ts';
import type { Database } from './database.ts';
import { equals, listRows, type Page } from './listing.ts';

/** What an operation was asked to do; ids only, no secrets. */
export interface OperationInput {
  /** hosts that take part */
  readonly hostIds: readonly string[];
  /** keys or registries to be added or removed */
  readonly ids?: readonly string[];
  /** hosts of a controller that is gone may be taken over */
  readonly takeOver?: boolean;
  /** hosts that do not answer are given up */
  readonly writeOff?: boolean;
}

export interface OperationRecord {
  id: string;
  clusterId: string;
  clusterName: string;
  kind: OperationKind;
  state: OperationState;
  input: OperationInput;
  error: Problem | null;
  userId: string;
  timeCreate: string;
  timeUpdate: string;
  timeEnd: string | null;
}

interface Row {
  id: string;
  cluster_id: string;
  cluster_name: string;
  kind: OperationKind;
  state: OperationState;
  input: string;
  error: string | null;
  user_id: string;
  time_create: string;
  time_update: string;
  time_end: string | null;
}

interface StepRow {
  phase: PhaseName;
  phase_index: number;
  host_id: string;
  host: string;
  state: Step['state'];
  attempt: number;
  started_at: string | null;
  ended_at: string | null;
  errors: string;
  changes: string;
}

/** A step with its place in the operation's list. */
export interface JournalStep extends Step {
  phaseIndex: number;
}

type EventBody = OperationEvent extends infer E
  ? E extends OperationEvent
    ? Omit<E, 'seq' | 'operationId' | 'time'>
    : never
  : never;

/** A step as it is told: its place follows from the phase. */
export function withoutIndex({ phaseIndex: _, ...step }: JournalStep): Step {
  return step;
}

interface Waiting {
  readonly operationId: string;
  readonly body: EventBody;
  readonly time: string;
}

/** Log lines that wait while they cannot be stored. */
const MOST_WAITING = 2000;
const LOG_DELAY_MS = 50;

function fromRow(row: Row): OperationRecord {
  return {
    id: row.id,
    clusterId: row.cluster_id,
    clusterName: row.cluster_name,
    kind: row.kind,
    state: row.state,
    input: JSON.parse(row.input) as OperationInput,
    error: row.error === null ? null : (JSON.parse(row.error) as Problem),
    userId: row.user_id,
    timeCreate: row.time_create,
    timeUpdate: row.time_update,
    timeEnd: row.time_end,
  };
}

function stepFromRow(row: StepRow): JournalStep {
  return {
    phase: row.phase,
    phaseIndex: row.phase_index,
    hostId: row.host_id,
    host: row.host,
    state: row.state,
    attempt: row.attempt,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    errors: JSON.parse(row.errors) as Problem[],
    changes: JSON.parse(row.changes) as string[],
  };
}

/** Operations, their journal of steps and their events. What is written here is on the disk. */
export class OperationRepository {
  /** emits `event` (OperationEvent) after each was stored */
  readonly bus = new EventEmitter<{ event: [OperationEvent] }>();
  private readonly db: Database;
  private readonly changes: ChangeBus;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(db: Database, changes: ChangeBus) {
    this.db = db;
    this.changes = changes;
    this.bus.setMaxListeners(0);
  }

  insert(record: OperationRecord): void {
    this.db
      .prepare('INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        record.id,
        record.clusterId,
        record.clusterName,
        record.kind,
        record.state,
        JSON.stringify(record.input),
        null,
        record.userId,
        record.timeCreate,
        record.timeUpdate,
        null,
      );
  }

  find(id: string): OperationRecord | undefined {
    const row = this.db.prepare<[string], Row>('SELECT * FROM operations WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  list(tenantId: string, query: OperationListQuery, order: string): Page<OperationRecord> {
    const conditions = equals({ cluster_id: query.cluster_id, state: query.state });
    conditions.push({
      sql: 'EXISTS (SELECT 1 FROM clusters c WHERE c.id = cluster_id AND c.tenant_id = ?)',
      values: [tenantId],
    });
    const page = listRows<Row>(this.db, 'operations', conditions, { ...query, order });
    return { total: page.total, rows: page.rows.map(fromRow) };
  }

  inStates(states: readonly OperationState[]): OperationRecord[] {
    return this.db
      .prepare<string[], Row>(
        `SELECT * FROM operations WHERE state IN (${states.map(() => '?').join(', ')}) ORDER BY id`,
      )
      .all(...states)
      .map(fromRow);
  }

  /** Sets the state and tells it. An ended operation gets its end time. */
  setState(id: string, state: OperationState, error: Problem | null = null): void {
    const now = toTimestamp();
    const ended = !['pending', 'running', 'rolling-back'].includes(state);
    this.db
      .prepare(
        'UPDATE operations SET state = ?, error = ?, time_update = ?, time_end = ? WHERE id = ?',
      )
      .run(state, error && JSON.stringify(error), now, ended ? now : null, id);
    this.emit(id, { type: 'operation', state, error });
    this.changes.tell({ resource: 'operation', id });
  }

  steps(id: string): JournalStep[] {
    return this.db
      .prepare<[string], StepRow>(
        'SELECT * FROM steps WHERE operation_id = ? ORDER BY phase_index, host_id',
      )
      .all(id)
      .map(stepFromRow);
  }

  /** Hosts of a cluster on which an operation may have changed something: their claim began. */
  hostsTouched(clusterId: string): Set<string> {
    const rows = this.db
      .prepare<[string], { host_id: string }>(
        `SELECT DISTINCT host_id FROM steps JOIN operations ON operations.id = operation_id
         WHERE cluster_id = ? AND phase = 'claim' AND steps.state NOT IN ('pending', 'undone')`,
      )
      .all(clusterId);
    return new Set(rows.map((row) => row.host_id));
  }

  /** Writes a step's row and its event in one transaction, then tells it. */
  writeStep(operationId: string, step: JournalStep): void {
    this.db.transaction(() => {
      this.insertStep(operationId, step);
      this.emit(operationId, { type: 'step', step: withoutIndex(step) });
    })();
  }

  private insertStep(operationId: string, step: JournalStep): void {
    this.db
      .prepare('INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        operationId,
        step.phase,
        step.phaseIndex,
        step.hostId,
        step.host,
        step.state,
        step.attempt,
        step.startedAt,
        step.endedAt,
        JSON.stringify(step.errors),
        JSON.stringify(step.changes),
      );
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
    this.waiting.push({ operationId, body, time: new Date().toISOString() });
    this.timer ??= setTimeout(() => {
      try {
        this.flush();
      } catch {
        // a full disk: the lines wait on, and the step's row tells it
      }
    }, LOG_DELAY_MS);
  }

  /** Stores the log lines that wait; of those that cannot be stored the last ones wait on. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = [];
    try {
      if (waiting.length > 0) this.store(waiting);
    } catch (error) {
      this.waiting = waiting.slice(-MOST_WAITING);
      throw error;
    }
  }

  private store(events: readonly Waiting[]): void {
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

  eventsAfter(operationId: string, after: number, limit = 1000): OperationEvent[] {
    return this.db
      .prepare<[string, number, number], { body: string }>(
        'SELECT body FROM operation_events WHERE operation_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      )
      .all(operationId, after, limit)
      .map((row) => JSON.parse(row.body) as OperationEvent);
  }
}
