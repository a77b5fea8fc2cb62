import type { HostListQuery, HostStatus } from '../../shared/contract/host.ts';
import type { Cluster } from '../../shared/contract/cluster.ts';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { ChangeBus } from './changes.ts';
import type { Database } from './database.ts';
import { equals, type Condition, type Page } from './listing.ts';
import { openTable, type Table } from './table.ts';

/** What of a login is no secret; the rest lies in the vault under the host's id. */
export interface StoredLogin {
  readonly useAgent: boolean;
  readonly hostKey?: string | undefined;
  readonly jump?:
    | { host: string; port: number; user: string; useAgent: boolean; hostKey?: string | undefined }
    | undefined;
}

export interface HostRecord {
  id: string;
  clusterId: string;
  clusterName: string;
  /** the machine's own name, once known */
  hostName: string;
  /** the name the operator wants it to have; empty: leave it */
  wantedName: string;
  status: HostStatus;
  ip: string;
  port: number;
  sshUser: string;
  login: StoredLogin;
  privateIp: string;
  nic: string;
  isMaster: boolean;
  isSlave: boolean;
  isShared: boolean;
  isClient: boolean;
  isMonitor: boolean;
  isFulfilled: boolean;
  /** something of ours may be on it: from before the claim until it was given back */
  isClaimed: boolean;
  /** null on masters, as the original answers */
  tags: string[] | null;
  /** the id under which the orchestrator knows the node */
  nodeId: string;
  type: Cluster['type'];
  userId: string;
  tenantId: string;
  timeCreate: string;
  timeUpdate: string;
}

interface Row {
  id: string;
  cluster_id: string;
  cluster_name: string;
  host_name: string;
  wanted_name: string;
  status: HostStatus;
  ip: string;
  port: number;
  ssh_user: string;
  login: string;
  private_ip: string;
  nic: string;
  is_master: number;
  is_slave: number;
  is_shared: number;
  is_client: number;
  is_monitor: number;
  is_fulfilled: number;
  is_claimed: number;
  tags: string | null;
  node_id: string;
  type: Cluster['type'];
  user_id: string;
  tenant_id: string;
  time_create: string;
  time_update: string;
}

/** Every column that a record is written to. */
const columns = [
  'id',
  'cluster_id',
  'cluster_name',
  'host_name',
  'wanted_name',
  'status',
  'ip',
  'port',
  'ssh_user',
  'login',
  'private_ip',
  'nic',
  'is_master',
  'is_slave',
  'is_shared',
  'is_client',
  'is_monitor',
  'is_fulfilled',
  'is_claimed',
  'tags',
  'node_id',
  'type',
  'user_id',
  'tenant_id',
  'time_create',
  'time_update',
] as const satisfies ReadonlyArray<keyof Row>;

function toRow(host: HostRecord): Row {
  return {
    id: host.id,
    cluster_id: host.clusterId,
    cluster_name: host.clusterName,
    host_name: host.hostName,
    wanted_name: host.wantedName,
    status: host.status,
    ip: host.ip,
    port: host.port,
    ssh_user: host.sshUser,
    login: JSON.stringify(host.login),
    private_ip: host.privateIp,
    nic: host.nic,
    is_master: Number(host.isMaster),
    is_slave: Number(host.isSlave),
    is_shared: Number(host.isShared),
    is_client: Number(host.isClient),
    is_monitor: Number(host.isMonitor),
    is_fulfilled: Number(host.isFulfilled),
    is_claimed: Number(host.isClaimed),
    tags: host.tags === null ? null : JSON.stringify(host.tags),
    node_id: host.nodeId,
    type: host.type,
    user_id: host.userId,
    tenant_id: host.tenantId,
    time_create: host.timeCreate,
    time_update: host.timeUpdate,
  };
}

function fromRow(row: Row): HostRecord {
  return {
    id: row.id,
    clusterId: row.cluster_id,
    clusterName: row.cluster_name,
    hostName: row.host_name,
    wantedName: row.wanted_name,
    status: row.status,
    ip: row.ip,
    port: row.port,
    sshUser: row.ssh_user,
    login: JSON.parse(row.login) as StoredLogin,
    privateIp: row.private_ip,
    nic: row.nic,
    isMaster: row.is_master === 1,
    isSlave: row.is_slave === 1,
    isShared: row.is_shared === 1,
    isClient: row.is_client === 1,
    isMonitor: row.is_monitor === 1,
    isFulfilled: row.is_fulfilled === 1,
    isClaimed: row.is_claimed === 1,
    tags: row.tags === null ? null : (JSON.parse(row.tags) as string[]),
    nodeId: row.node_id,
    type: row.type,
    userId: row.user_id,
    tenantId: row.tenant_id,
    timeCreate: row.time_create,
    timeUpdate: row.time_update,
  };
}

function statusCondition(status: HostListQuery['status']): Condition[] {
  switch (status) {
    case 'unterminated':
      return [{ sql: `status <> 'TERMINATED'`, values: [] }];
    case 'runandoffline':
      return [{ sql: `status IN ('RUNNING', 'OFFLINE')`, values: [] }];
    case 'sharedserver':
      return [{ sql: `status IN ('RUNNING', 'OFFLINE') AND is_shared = 1`, values: [] }];
    default:
      return equals({ status });
  }
}

export class HostRepository {
  private readonly db: Database;
  private readonly table: Table<Row>;
  private readonly changes: ChangeBus;

  constructor(db: Database, changes: ChangeBus) {
    this.db = db;
    this.table = openTable<Row>(db, 'hosts', columns);
    this.changes = changes;
  }

  insert(host: HostRecord): void {
    this.table.insert(toRow(host));
    this.changes.tell({ resource: 'host', id: host.id, clusterId: host.clusterId });
  }

  find(id: string): HostRecord | undefined {
    const row = this.table.find(id);
    return row && fromRow(row);
  }

  /** Writes the given fields and the time of the change. */
  update(id: string, change: Partial<Omit<HostRecord, 'id'>>): void {
    const current = this.find(id);
    if (!current) return;
    this.table.update(id, toRow({ ...current, ...change, timeUpdate: toTimestamp() }));
    this.changes.tell({ resource: 'host', id, clusterId: current.clusterId });
  }

  /** The hosts of a cluster in the order in which they came. */
  ofCluster(clusterId: string, statuses?: readonly HostStatus[]): HostRecord[] {
    const rows = this.db
      .prepare<[string], Row>('SELECT * FROM hosts WHERE cluster_id = ? ORDER BY time_create, id')
      .all(clusterId)
      .map(fromRow);
    return statuses ? rows.filter((host) => statuses.includes(host.status)) : rows;
  }

  /** The unterminated host at this address, of any cluster. */
  findLive(ip: string, port: number): HostRecord | undefined {
    const row = this.db
      .prepare<[string, number], Row>(
        `SELECT * FROM hosts WHERE ip = ? AND port = ? AND status <> 'TERMINATED'`,
      )
      .get(ip, port);
    return row && fromRow(row);
  }

  list(clusterId: string, query: HostListQuery): Page<HostRecord> {
    const conditions = [...equals({ cluster_id: clusterId }), ...statusCondition(query.status)];
    if (query.tag) {
      conditions.push({
        sql: 'EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)',
        values: [query.tag],
      });
    }
    const page = this.table.list(conditions, {
      ...query,
      order: 'time_create, id',
    });
    return { total: page.total, rows: page.rows.map(fromRow) };
  }
}
