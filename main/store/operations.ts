import { toTimestamp } from '../../shared/contract/common.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import type {
  OperationKind,
  OperationListQuery,
  OperationState,
} from '../../shared/contract/operation.ts';
import type { ChangeBus } from './changes.ts';
import type { Database } from './database.ts';
import { equals, listRows, type Page } from './listing.ts';
import type { OperationEventRepository } from './operation-events.ts';

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
  /** which list of phases it was begun with; empty for those of versions that did not say so */
  listVersion: string;
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
  list_version: string;
}

/** States in which an operation is at work, or would be if the control plane ran. */
const UNFINISHED: readonly OperationState[] = ['pending', 'running', 'rolling-back'];

/** Is an operation in this state at work? */
export function isUnfinished(state: OperationState): boolean {
  return UNFINISHED.includes(state);
}

function fromRow(row: Row): OperationRecord {
  return {
    id: row.id,
    clusterId: row.cluster_id,
    clusterName: row.cluster_name,
    kind: row.kind,
    state: row.state,
    input: JSON.parse(row.input) as OperationInput,
    listVersion: row.list_version,
    error: row.error === null ? null : (JSON.parse(row.error) as Problem),
    userId: row.user_id,
    timeCreate: row.time_create,
    timeUpdate: row.time_update,
    timeEnd: row.time_end,
  };
}

/** Operations. What is written here is on the disk. */
export class OperationRepository {
  private readonly db: Database;
  private readonly changes: ChangeBus;
  private readonly events: OperationEventRepository;

  constructor(db: Database, changes: ChangeBus, events: OperationEventRepository) {
    this.db = db;
    this.changes = changes;
    this.events = events;
  }

  insert(record: OperationRecord): void {
    const { id, clusterId, clusterName, kind, state, input, listVersion, userId } = record;
    this.db
      .prepare(
        `INSERT INTO operations (id, cluster_id, cluster_name, kind, state, input, list_version,
           user_id, time_create, time_update)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        clusterId,
        clusterName,
        kind,
        state,
        JSON.stringify(input),
        listVersion,
        userId,
        record.timeCreate,
        record.timeUpdate,
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

  /** Operations that a crash or a stop has left unfinished, oldest first. */
  unfinished(): OperationRecord[] {
    return this.db
      .prepare<OperationState[], Row>(
        `SELECT * FROM operations WHERE state IN (${UNFINISHED.map(() => '?').join(', ')}) ORDER BY id`,
      )
      .all(...UNFINISHED)
      .map(fromRow);
  }

  /** Sets the state and emits it. An ended operation gets its end time. */
  setState(id: string, state: OperationState, error: Problem | null = null): void {
    const now = toTimestamp();
    this.db
      .prepare(
        'UPDATE operations SET state = ?, error = ?, time_update = ?, time_end = ? WHERE id = ?',
      )
      .run(state, error && JSON.stringify(error), now, isUnfinished(state) ? null : now, id);
    this.events.emit(id, { type: 'operation', state, error });
    this.changes.tell({ resource: 'operation', id });
  }

  /** Another list of phases from now on: the operation goes on under another version of ours. */
  setListVersion(id: string, version: string): void {
    this.db.prepare('UPDATE operations SET list_version = ? WHERE id = ?').run(version, id);
  }
}
