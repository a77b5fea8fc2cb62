import type {
  Cluster,
  ClusterListQuery,
  ClusterStatus,
  EngineOption,
  HostKeyPolicy,
  RegistrySnapshot,
} from '../../shared/contract/cluster.ts';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { ChangeBus } from './changes.ts';
import type { Database } from './database.ts';
import { equals, type Page } from './listing.ts';
import { openTable, type Table } from './table.ts';

/** A cluster as the store has it. Registries carry no passwords; those are in the vault. */
export interface ClusterRecord {
  id: string;
  name: string;
  owner: string;
  endPoint: string;
  instances: number;
  pubkeyIds: string[] | null;
  providerId: string;
  details: string;
  status: ClusterStatus;
  type: Cluster['type'];
  category: Cluster['createCategory'];
  stack: Cluster['stack'];
  hostKeyPolicy: HostKeyPolicy;
  nodeAttribute: string;
  engineOpts: EngineOption[];
  registries: RegistrySnapshot[];
  cmi: boolean;
  userId: string;
  tenantId: string;
  timeCreate: string;
  timeUpdate: string;
}

interface Row {
  id: string;
  name: string;
  owner: string;
  end_point: string;
  instances: number;
  pubkey_ids: string | null;
  provider_id: string;
  details: string;
  status: ClusterStatus;
  type: Cluster['type'];
  category: Cluster['createCategory'];
  stack: Cluster['stack'];
  host_key_policy: HostKeyPolicy;
  node_attribute: string;
  engine_opts: string;
  registries: string;
  cmi: number;
  user_id: string;
  tenant_id: string;
  time_create: string;
  time_update: string;
}

/** Every column that a record is written to. */
const columns = [
  'id',
  'name',
  'owner',
  'end_point',
  'instances',
  'pubkey_ids',
  'provider_id',
  'details',
  'status',
  'type',
  'category',
  'stack',
  'host_key_policy',
  'node_attribute',
  'engine_opts',
  'registries',
  'cmi',
  'user_id',
  'tenant_id',
  'time_create',
  'time_update',
] as const satisfies ReadonlyArray<keyof Row>;

function toRow(record: ClusterRecord): Row {
  return {
    id: record.id,
    name: record.name,
    owner: record.owner,
    end_point: record.endPoint,
    instances: record.instances,
    pubkey_ids: record.pubkeyIds === null ? null : JSON.stringify(record.pubkeyIds),
    provider_id: record.providerId,
    details: record.details,
    status: record.status,
    type: record.type,
    category: record.category,
    stack: record.stack,
    host_key_policy: record.hostKeyPolicy,
    node_attribute: record.nodeAttribute,
    engine_opts: JSON.stringify(record.engineOpts),
    registries: JSON.stringify(record.registries),
    cmi: record.cmi ? 1 : 0,
    user_id: record.userId,
    tenant_id: record.tenantId,
    time_create: record.timeCreate,
    time_update: record.timeUpdate,
  };
}

function fromRow(row: Row): ClusterRecord {
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    endPoint: row.end_point,
    instances: row.instances,
    pubkeyIds: row.pubkey_ids === null ? null : (JSON.parse(row.pubkey_ids) as string[]),
    providerId: row.provider_id,
    details: row.details,
    status: row.status,
    type: row.type,
    category: row.category,
    stack: row.stack,
    hostKeyPolicy: row.host_key_policy,
    nodeAttribute: row.node_attribute,
    engineOpts: JSON.parse(row.engine_opts) as EngineOption[],
    registries: JSON.parse(row.registries) as RegistrySnapshot[],
    cmi: row.cmi === 1,
    userId: row.user_id,
    tenantId: row.tenant_id,
    timeCreate: row.time_create,
    timeUpdate: row.time_update,
  };
}

export class ClusterRepository {
  private readonly db: Database;
  private readonly table: Table<Row>;
  private readonly changes: ChangeBus;

  constructor(db: Database, changes: ChangeBus) {
    this.db = db;
    this.table = openTable<Row>(db, 'clusters', columns);
    this.changes = changes;
  }

  insert(record: ClusterRecord): void {
    this.table.insert(toRow(record));
    this.changes.tell({ resource: 'cluster', id: record.id });
  }

  find(id: string): ClusterRecord | undefined {
    const row = this.table.find(id);
    return row && fromRow(row);
  }

  /** Writes the given fields and the time of the change. */
  update(id: string, change: Partial<Omit<ClusterRecord, 'id'>>): void {
    const current = this.find(id);
    if (!current) return;
    this.table.update(id, toRow({ ...current, ...change, timeUpdate: toTimestamp() }));
    this.changes.tell({ resource: 'cluster', id });
  }

  /** The user's unterminated cluster of this name. */
  findLive(name: string, userId: string): ClusterRecord | undefined {
    const row = this.db
      .prepare<[string, string], Row>(
        `SELECT * FROM clusters WHERE name = ? AND user_id = ? AND status <> 'TERMINATED'`,
      )
      .get(name, userId);
    return row && fromRow(row);
  }

  list(tenantId: string, query: ClusterListQuery, order: string): Page<ClusterRecord> {
    const conditions = equals({
      tenant_id: tenantId,
      name: query.name,
      user_id: query.user_id,
      owner: query.username,
      status: query.status === 'unterminated' ? undefined : query.status,
    });
    if (query.status === 'unterminated') {
      conditions.push({ sql: `status <> 'TERMINATED'`, values: [] });
    }
    const page = this.table.list(conditions, { ...query, order });
    return { total: page.total, rows: page.rows.map(fromRow) };
  }
}
