import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { toTimestamp } from '../../shared/contract/common.ts';
import type { ClusterRecord } from './clusters.ts';
import { openDatabase } from './database.ts';
import type { HostRecord } from './hosts.ts';
import { newId } from './ids.ts';
import { openStores } from './index.ts';
import type { OperationRecord } from './operations.ts';

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clusterdesk-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store of its own, in a real file, with its repositories. */
export function openStore() {
  const file = join(tempFolder(), 'clusterdesk.db');
  const db = openDatabase(file);
  onTestFinished(() => void db.close());
  const stores = openStores(db);
  return { file, db, stores, ...stores };
}

export const OWNER = { userId: '5f0000000000000000000001', tenantId: '5f0000000000000000000002' };

export function someCluster(change: Partial<ClusterRecord> = {}): ClusterRecord {
  const now = toTimestamp();
  return {
    id: newId(),
    name: 'demo',
    owner: 'sysadmin',
    endPoint: '',
    instances: 2,
    pubkeyIds: null,
    providerId: '',
    details: '',
    status: 'RUNNING',
    type: 'customized',
    category: 'compact',
    stack: 'swarm',
    hostKeyPolicy: 'accept-new',
    nodeAttribute: '',
    engineOpts: [],
    registries: [],
    cmi: false,
    swarmId: '',
    ...OWNER,
    timeCreate: now,
    timeUpdate: now,
    ...change,
  };
}

export function someHost(
  cluster: Pick<ClusterRecord, 'id' | 'name'>,
  change: Partial<HostRecord> = {},
): HostRecord {
  const now = toTimestamp();
  return {
    id: newId(),
    clusterId: cluster.id,
    clusterName: cluster.name,
    hostName: '',
    wantedName: '',
    status: 'RUNNING',
    ip: '10.0.0.1',
    port: 22,
    sshUser: 'root',
    login: { useAgent: false },
    privateIp: '',
    nic: '',
    isMaster: false,
    isSlave: true,
    isShared: false,
    isClient: false,
    isMonitor: false,
    isFulfilled: false,
    tags: [],
    nodeId: '',
    isClaimed: false,
    isLedgerInDoubt: false,
    type: 'customized',
    ...OWNER,
    timeCreate: now,
    timeUpdate: now,
    ...change,
  };
}

export function someOperation(
  cluster: Pick<ClusterRecord, 'id' | 'name'>,
  change: Partial<OperationRecord> = {},
): OperationRecord {
  const now = toTimestamp();
  return {
    id: newId(),
    clusterId: cluster.id,
    clusterName: cluster.name,
    kind: 'create-cluster',
    state: 'pending',
    input: { hostIds: [] },
    listVersion: '',
    isRollback: false,
    error: null,
    userId: OWNER.userId,
    timeCreate: now,
    timeUpdate: now,
    timeEnd: null,
    ...change,
  };
}
