import type { Cluster } from '../../shared/contract/cluster.ts';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { AllHostsQuery, HostRole, HostStatus } from '../../shared/contract/host.ts';
import type { ChangeBus } from './changes.ts';
import { flag, integer, json, text, type RecordOf } from './columns.ts';
import type { Database } from './database.ts';
import type { Condition, Listing } from './listing.ts';
import { openTable, type SortKey, type Table, type TableQuery } from './table.ts';

/** What of a login is no secret; the rest lies in the vault under the host's id. */
export interface StoredLogin {
  readonly useAgent: boolean;
  readonly hostKey?: string | undefined;
  readonly jump?:
    | { host: string; port: number; user: string; useAgent: boolean; hostKey?: string | undefined }
    | undefined;
}

const columns = {
  id: text(),
  clusterId: text(),
  clusterName: text(),
  /** the machine's own name, once known */
  hostName: text(),
  /** the name the operator wants it to have; empty: leave it */
  wantedName: text(),
  status: text<HostStatus>(),
  ip: text(),
  port: integer(),
  sshUser: text(),
  login: json<StoredLogin>(),
  privateIp: text(),
  nic: text(),
  isMaster: flag(),
  isSlave: flag(),
  isShared: flag(),
  isClient: flag(),
  isMonitor: flag(),
  isFulfilled: flag(),
  /** something of ours may be on it: from before the claim until it was given back */
  isClaimed: flag(),
  /** our list on it is being written or removed: its absence is no damage then */
  isLedgerInDoubt: flag(),
  /** null on masters, as the original answers */
  tags: json<string[] | null>(),
  /** the id under which the orchestrator knows the node */
  nodeId: text(),
  type: text<Cluster['type']>(),
  userId: text(),
  tenantId: text(),
  timeCreate: text(),
  timeUpdate: text(),
};

export type HostRecord = RecordOf<typeof columns>;

const UNTERMINATED = `status <> 'TERMINATED'`;

/** The values of `status` that stand for several states; others are states. */
const FILTERS: Readonly<Record<string, string>> = {
  unterminated: UNTERMINATED,
  runandoffline: `status IN ('RUNNING', 'OFFLINE')`,
  sharedserver: `status IN ('RUNNING', 'OFFLINE') AND is_shared = 1`,
};

/** The + keeps the hosts of one cluster from being looked for among all of the tenant's. */
const ofTenant = (tenantId: string, clusterId: string | undefined): Condition => ({
  sql: clusterId ? '+tenant_id = ?' : 'tenant_id = ?',
  values: [tenantId],
});

const ROLES: Readonly<Record<HostRole, string>> = {
  master: 'is_master = 1',
  shared: 'is_master = 0 AND is_shared = 1',
  pure: 'is_master = 0 AND is_shared = 0',
};

/** Where a text is looked for, in lower case. */
const TEXTS = `lower(host_name || char(10) || ip || char(10) || private_ip || char(10) || cluster_name)`;

function conditionsOf({ status = '', role, tag, q }: AllHostsQuery): Condition[] {
  const conditions: Condition[] = [];
  const filter = FILTERS[status];
  if (filter !== undefined) conditions.push({ sql: filter, values: [] });
  if (tag) {
    const sql = 'EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)';
    conditions.push({ sql, values: [tag] });
  }
  if (role) conditions.push({ sql: ROLES[role], values: [] });
  if (q) conditions.push({ sql: `instr(${TEXTS}, lower(?)) > 0`, values: [q] });
  return conditions;
}

export class HostRepository {
  private readonly table: Table<HostRecord>;
  private readonly cluster: TableQuery<HostRecord>;
  private readonly live: TableQuery<HostRecord>;
  private readonly masters;
  private readonly changes: ChangeBus;

  constructor(db: Database, changes: ChangeBus) {
    this.table = openTable(db, 'hosts', columns);
    this.cluster = this.table.query('WHERE cluster_id = ? ORDER BY time_create, id');
    this.live = this.table.query(`WHERE ip = ? AND port = ? AND ${UNTERMINATED}`);
    this.masters = db
      .prepare<[string], number>(
        `SELECT count(*) FROM hosts WHERE cluster_id = ? AND status = 'RUNNING' AND is_master = 1`,
      )
      .pluck();
    this.changes = changes;
  }

  insert(host: HostRecord): void {
    this.table.insert(host);
    this.changes.emit('change', { resource: 'host', id: host.id, clusterId: host.clusterId });
  }

  find(id: string): HostRecord | undefined {
    return this.table.find(id);
  }

  /** Writes the given fields and the time of the change. */
  update(id: string, change: Partial<Omit<HostRecord, 'id'>>): void {
    const current = this.find(id);
    if (!current) return;
    this.table.update(id, { ...change, timeUpdate: toTimestamp() });
    this.changes.emit('change', { resource: 'host', id, clusterId: current.clusterId });
  }

  /** The hosts of a cluster in the order in which they came. */
  ofCluster(clusterId: string, statuses?: readonly HostStatus[]): HostRecord[] {
    const hosts = this.cluster.all(clusterId);
    return statuses ? hosts.filter((host) => statuses.includes(host.status)) : hosts;
  }

  /** How many masters of a cluster run. */
  runningMasters(clusterId: string): number {
    return this.masters.get(clusterId) ?? 0;
  }

  /** The unterminated host at this address, of any cluster. */
  findLive(ip: string, port: number): HostRecord | undefined {
    return this.live.get(ip, port);
  }

  list(
    tenantId: string,
    query: AllHostsQuery,
    order: readonly SortKey<keyof HostRecord>[],
  ): Listing<HostRecord> {
    const { cluster_id: clusterId, status = '', skip, limit } = query;
    return this.table.list({
      where: { clusterId, status: Object.hasOwn(FILTERS, status) ? undefined : status },
      conditions: [ofTenant(tenantId, clusterId), ...conditionsOf(query)],
      order,
      skip,
      limit,
    });
  }
}
