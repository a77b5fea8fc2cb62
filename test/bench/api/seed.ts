import { hostStatuses } from '../../../shared/contract/host.ts';
import { clusterStatuses } from '../../../shared/contract/cluster.ts';
import { createLogService } from '../../../main/services/logs.ts';
import { createUserService } from '../../../main/services/users.ts';
import { openDatabase } from '../../../main/store/database.ts';
import { someCluster, someHost } from '../../../main/store/fixtures.testing.ts';
import { newId } from '../../../main/store/ids.ts';
import { openStores } from '../../../main/store/index.ts';

export const CLUSTERS = 10_000;
const HOSTS_OF_EACH = 10;
export const HOSTS = CLUSTERS * HOSTS_OF_EACH;
export const LOG_ENTRIES = 100_000;
const LOGGED = ['cluster', 'host', 'pubkey', 'registry'];

/** A time, later with each number. */
const timeOf = (n: number) => `${new Date(1.6e12 + n * 60_000).toISOString().slice(0, 19)}Z`;

/** Fills a new store. @returns the id of a cluster in the middle of it */
export function seed(file: string): string {
  const db = openDatabase(file);
  const stores = openStores(db);
  const users = createUserService(stores, createLogService(stores.logs, stores.changes));
  const { userId, tenantId, userName } = users.localActor();
  const owner = { userId, tenantId };
  let middle = '';
  db.transaction(() => {
    for (let n = 0; n < CLUSTERS; n += 1) {
      const times = { timeCreate: timeOf(n), timeUpdate: timeOf(n) };
      const status = clusterStatuses[n % clusterStatuses.length] ?? 'RUNNING';
      const cluster = someCluster({ name: `cluster-${n}`, status, ...owner, ...times });
      stores.clusters.insert(cluster);
      if (n === CLUSTERS / 2) middle = cluster.id;
      for (let k = 0; k < HOSTS_OF_EACH; k += 1) {
        const ip = `10.${n >> 8}.${n & 255}.${k + 1}`;
        const hostStatus = hostStatuses[k % hostStatuses.length] ?? 'RUNNING';
        const change = { ip, hostName: `host-${n}-${k}`, status: hostStatus, ...owner, ...times };
        stores.hosts.insert(someHost(cluster, change));
      }
    }
    for (let n = 0; n < LOG_ENTRIES; n += 1) {
      stores.logs.insert({
        id: newId(),
        clusterName: `cluster-${n % CLUSTERS}`,
        clusterId: middle,
        operateType: 'update',
        queryType: LOGGED[n % LOGGED.length] ?? '',
        userName,
        ...owner,
        status: 'success',
        comments: 'Something was changed.',
        operationId: null,
        timeCreate: timeOf(n),
        timeUpdate: timeOf(n),
      });
    }
  })();
  db.close();
  return middle;
}
