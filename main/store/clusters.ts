import type {
  Cluster,
  ClusterListQuery,
  ClusterStatus,
  EngineOption,
  HostKeyPolicy,
} from '../../shared/contract/cluster.ts';
import type { Registry } from '../../shared/contract/registry.ts';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { ChangeBus } from './changes.ts';
import { flag, integer, json, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import type { Listing } from './listing.ts';
import { openTable, type SortKey, type Table, type TableQuery } from './table.ts';

const columns = {
  id: text(),
  name: text(),
  owner: text(),
  endPoint: text(),
  instances: integer(),
  pubkeyIds: json<string[] | null>(),
  providerId: text(),
  details: text(),
  status: text<ClusterStatus>(),
  type: text<Cluster['type']>(),
  category: text<Cluster['createCategory']>(),
  stack: text<Cluster['stack']>(),
  hostKeyPolicy: text<HostKeyPolicy>(),
  nodeAttribute: text(),
  engineOpts: json<EngineOption[]>(),
  /** without passwords; those are in the vault */
  registries: json<Registry[]>(),
  cmi: flag(),
  /** the id of its swarm; empty until it was seen */
  swarmId: text(),
  userId: text(),
  tenantId: text(),
  timeCreate: text(),
  timeUpdate: text(),
};

/** A cluster as the store has it. */
export type ClusterRecord = RecordOf<typeof columns>;

const UNTERMINATED = `status <> 'TERMINATED'`;

export class ClusterRepository {
  private readonly table: Table<ClusterRecord>;
  private readonly live: TableQuery<ClusterRecord>;
  private readonly changes: ChangeBus;

  constructor(db: Database, changes: ChangeBus) {
    this.table = openTable(db, 'clusters', columns);
    this.live = this.table.query(`WHERE name = ? AND user_id = ? AND ${UNTERMINATED}`);
    this.changes = changes;
  }

  insert(record: ClusterRecord): void {
    this.table.insert(record);
    this.changes.emit('change', { resource: 'cluster', id: record.id });
  }

  find(id: string): ClusterRecord | undefined {
    return this.table.find(id);
  }

  /** Writes the given fields and the time of the change. */
  update(id: string, change: Partial<Omit<ClusterRecord, 'id'>>): void {
    if (!this.table.update(id, { ...change, timeUpdate: toTimestamp() })) return;
    this.changes.emit('change', { resource: 'cluster', id });
  }

  /** The user's unterminated cluster of this name. */
  findLive(name: string, userId: string): ClusterRecord | undefined {
    return this.live.get(name, userId);
  }

  list(
    tenantId: string,
    query: ClusterListQuery,
    order: readonly SortKey<keyof ClusterRecord>[],
  ): Listing<ClusterRecord> {
    const { name, user_id: userId, username: owner, status, skip, limit } = query;
    const unterminated = status === 'unterminated';
    return this.table.list({
      where: { tenantId, name, userId, owner, status: unterminated ? undefined : status },
      conditions: unterminated ? [{ sql: UNTERMINATED, values: [] }] : [],
      order,
      skip,
      limit,
    });
  }
}
