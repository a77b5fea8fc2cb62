import { operationKinds, type OperationKind } from '../../shared/contract/operation.ts';
import { FolderHost } from '../remote/fixtures.ts';
import { HostKeyStore } from '../remote/host-keys.ts';
import { openVault } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import { openStore, someCluster } from '../store/fixtures.ts';
import type { HostRecord } from '../store/hosts.ts';
import { Engine } from './engine.ts';
import { LeaseTable } from '../store/leases.ts';
import { HostManifest } from './manifest.ts';
import type { OperationDefinition } from './operation.ts';
import type { StepContext } from './phase.ts';
import { DEFAULT_PATIENCE } from './step-runner.ts';
import { RemoteHosts, stepContext, type World } from './world.ts';

/** The world of a run whose cluster and hosts are in memory; its logins open nothing. */
export function memoryWorld(
  hosts: readonly HostRecord[],
  change: Partial<World> & { cluster?: () => ClusterRecord } = {},
): World {
  const byId = new Map(hosts.map((host) => [host.id, host]));
  const cluster = someCluster();
  return {
    input: { hostIds: [...byId.keys()] },
    controllerId: 'c'.repeat(24),
    cluster: () => cluster,
    hosts: () => [...byId.values()],
    managers: () => [...byId.values()].filter((host) => host.isMaster),
    updateHost(id, fields) {
      const host = byId.get(id);
      if (host) byId.set(id, { ...host, ...fields });
    },
    login: (host) => ({ host: host.ip, port: host.port, user: host.sshUser }),
    checkHostKey: () => true,
    registries: () => [],
    pubkeys: () => [],
    ...change,
  };
}

export const noPhases = (kind: OperationKind): OperationDefinition => ({
  kind,
  phases: [],
  begin: () => undefined,
  finish: () => undefined,
});

/** An engine on a real store, whose operations have the given definitions. */
export function openEngine(definitions: Partial<Record<OperationKind, OperationDefinition>>) {
  const store = openStore();
  const { db, operations, journal, events, hosts, clusters } = store;
  const vault = openVault(db, Buffer.alloc(32, 7));
  const leases = new LeaseTable(db, 'this run');
  const crashes: unknown[] = [];
  const parts = { db, operations, journal, events, hosts, clusters, vault, leases };
  const all = operationKinds.map((kind) => [kind, definitions[kind] ?? noPhases(kind)]);
  const newEngine = () =>
    new Engine({
      ...parts,
      hostKeys: new HostKeyStore(db),
      controllerId: 'c'.repeat(24),
      pubkeyValues: () => [],
      definitions: Object.fromEntries(all) as Record<OperationKind, OperationDefinition>,
      window: 20,
      patience: DEFAULT_PATIENCE,
      onEnded: () => undefined,
      onCrash: (_, error) => crashes.push(error),
    });
  return { ...store, ...parts, crashes, newEngine };
}

/** A step of one host that lies in a folder, claimed for the cluster. */
export async function folderStep(
  host: HostRecord,
): Promise<{ step: StepContext; files: FolderHost }> {
  const world = memoryWorld([host]);
  const { signal } = new AbortController();
  const remote = new FolderHost();
  const manifest = new HostManifest(remote, host.clusterId, signal);
  remote.put('/var/lib/.keep', '');
  await manifest.claim({
    version: 1,
    controller: world.controllerId,
    clusterId: host.clusterId,
    clusterName: host.clusterName,
    hostId: host.id,
    since: host.timeCreate,
    files: [],
    directories: [],
    packages: [],
  });
  const step = stepContext(world, new RemoteHosts(world), host.id, {
    dry: false,
    signal,
    failed: new Set(),
    onChange: () => undefined,
    onLog: () => undefined,
  });
  return { step: { ...step, remote, manifest }, files: remote };
}
