import type { OperationKind } from '../../shared/contract/operation.ts';
import { FolderHost } from '../remote/fixtures.testing.ts';
import { openVault } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import { openStore, someCluster } from '../store/fixtures.testing.ts';
import type { HostRecord } from '../store/hosts.ts';
import { Engine } from './engine.ts';
import { HostLedger } from './host-ledger.ts';
import type { OperationDefinition } from './operation.ts';
import type { StepContext } from './phase.ts';
import { DEFAULT_RETRY_LIMITS } from './step-runner.ts';
import type { RunContext } from './run-context.ts';
import { Run } from './step-context.ts';

/** The context of a run whose cluster and hosts are in memory; its logins open nothing. */
export function memoryRunContext(
  hosts: readonly HostRecord[],
  change: Partial<RunContext> & { cluster?: () => ClusterRecord } = {},
): RunContext {
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
    updateCluster: () => undefined,
    login: (host) => ({ host: host.ip, port: host.port, user: host.sshUser }),
    checkHostKey: () => true,
    registries: () => [],
    leavingRegistries: () => [],
    pubkeys: () => [],
    leavingPubkeys: () => [],
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
  const vault = openVault(store.secrets, Buffer.alloc(32, 7));
  const crashes: unknown[] = [];
  const newEngine = () =>
    new Engine({
      ...store,
      vault,
      controllerId: 'c'.repeat(24),
      pubkeyValues: () => [],
      definition: (kind) => definitions[kind] ?? noPhases(kind),
      window: 20,
      retryLimits: DEFAULT_RETRY_LIMITS,
      onEnded: () => undefined,
      onCrash: (_, error) => crashes.push(error),
    });
  return { ...store, vault, crashes, newEngine };
}

/** A step of one host that lies in a folder, claimed for the cluster. */
export async function folderStep(
  host: HostRecord,
): Promise<{ step: StepContext; files: FolderHost }> {
  const context = memoryRunContext([host]);
  const { signal } = new AbortController();
  const remote = new FolderHost();
  const ledger = new HostLedger(remote, host.clusterId, signal);
  remote.put('/var/lib/.keep', '');
  await ledger.claim({
    version: 1,
    controller: context.controllerId,
    clusterId: host.clusterId,
    clusterName: host.clusterName,
    hostId: host.id,
    since: host.timeCreate,
    files: [],
    directories: [],
    packages: [],
  });
  const step = new Run(context).step(host.id, {
    dry: false,
    signal,
    failed: new Set(),
    onChange: () => undefined,
    onLog: () => undefined,
  });
  return { step: { ...step, remote, ledger }, files: remote };
}
