import { toTimestamp } from '../../shared/contract/common.ts';
import type { Problem } from '../../shared/contract/errors.ts';
import {
  isUnfinished,
  unfinishedStates,
  type OperationKind,
  type OperationListQuery,
  type OperationState,
} from '../../shared/contract/operation.ts';
import type { ChangeBus } from './changes.ts';
import { flag, json, optionalText, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import type { Listing } from './listing.ts';
import type { OperationEventRepository } from './operation-events.ts';
import { operationInputs, type OperationInput } from './operation-inputs.ts';
import { openTable, type SortKey, type Table, type TableQuery } from './table.ts';

const columns = {
  id: text(),
  clusterId: text(),
  clusterName: text(),
  kind: text<OperationKind>(),
  state: text<OperationState>(),
  input: json<OperationInput>(),
  /** which list of phases it was begun with; empty for those of versions that did not say so */
  listVersion: text(),
  /** it takes back what it did, or has done so */
  isRollback: flag(),
  error: json<Problem | null>(),
  userId: text(),
  timeCreate: text(),
  timeUpdate: text(),
  timeEnd: optionalText(),
};

export type OperationRecord = RecordOf<typeof columns>;

/** The input as this version reads it, whichever wrote it. */
function toRecord(record: OperationRecord): OperationRecord {
  return { ...record, input: operationInputs[record.kind].parse(record.input) };
}

/** Operations. What is written here is on the disk. */
export class OperationRepository {
  private readonly table: Table<OperationRecord>;
  private readonly open: TableQuery<OperationRecord>;
  private readonly newest;
  private readonly changes: ChangeBus;
  private readonly events: OperationEventRepository;

  constructor(db: Database, changes: ChangeBus, events: OperationEventRepository) {
    this.table = openTable(db, 'operations', columns);
    this.open = this.table.query(
      `WHERE state IN (${unfinishedStates.map(() => '?').join(', ')}) ORDER BY id`,
    );
    // by the order of coming, whatever the clock said then
    this.newest = db.prepare<[string], { id: string }>(
      'SELECT id FROM operations WHERE cluster_id = ? ORDER BY rowid DESC LIMIT 1',
    );
    this.changes = changes;
    this.events = events;
  }

  insert(record: OperationRecord): void {
    this.table.insert(record);
  }

  find(id: string): OperationRecord | undefined {
    const record = this.table.find(id);
    return record && toRecord(record);
  }

  list(
    tenantId: string,
    query: OperationListQuery,
    order: readonly SortKey<keyof OperationRecord>[],
  ): Listing<OperationRecord> {
    const { cluster_id: clusterId, state, skip, limit } = query;
    const sql = 'EXISTS (SELECT 1 FROM clusters c WHERE c.id = cluster_id AND c.tenant_id = ?)';
    return this.table
      .list({
        where: { clusterId, state },
        conditions: [{ sql, values: [tenantId] }],
        order,
        skip,
        limit,
      })
      .map(toRecord);
  }

  /** Operations that a crash or a stop has left unfinished, oldest first. */
  unfinished(): OperationRecord[] {
    return this.open.all(...unfinishedStates).map(toRecord);
  }

  /** The id of the operation that was at a cluster last. */
  newestOf(clusterId: string): string | undefined {
    return this.newest.get(clusterId)?.id;
  }

  /** Sets the state and emits it. An ended operation gets its end time. */
  setState(id: string, state: OperationState, error: Problem | null = null): void {
    const timeUpdate = toTimestamp();
    const timeEnd = isUnfinished(state) ? null : timeUpdate;
    this.table.update(id, { state, error, timeUpdate, timeEnd });
    this.events.emit(id, { type: 'operation', state, error });
    this.changes.emit('change', { resource: 'operation', id });
  }

  /** From now on it takes back what it did. */
  setRollback(id: string): void {
    this.table.update(id, { isRollback: true });
  }

  /** Another list of phases from now on: the operation goes on under another version of ours. */
  setListVersion(id: string, version: string): void {
    this.table.update(id, { listVersion: version });
  }
}
