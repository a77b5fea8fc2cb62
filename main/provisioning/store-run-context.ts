import { hostKeyCheck } from '../fleet/host-key-pins.ts';
import { loginOf } from '../fleet/logins.ts';
import { registryPurpose, type Vault } from '../secrets/vault.ts';
import type { ClusterRepository, ClusterRecord } from '../store/clusters.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { RegistryAccess } from './phase.ts';
import type { RunContext } from './run-context.ts';

export interface RunContextParts {
  readonly clusters: ClusterRepository;
  readonly hosts: HostRepository;
  readonly vault: Vault;
  readonly hostKeys: HostKeyRepository;
  readonly controllerId: string;
  /** public keys in OpenSSH form, by id; unknown ids are left out */
  readonly pubkeyValues: (ids: readonly string[]) => string[];
}

function registryAccess(
  vault: Vault,
  cluster: ClusterRecord,
  matches: (id: string) => boolean,
): RegistryAccess[] {
  const all = cluster.registries
    .filter(({ _id }) => matches(_id))
    .map((registry): RegistryAccess => ({
      id: registry._id,
      address: registry.registry,
      secure: registry.secure,
      caText: registry.ca_text,
      username: registry.username,
      password: vault.get(cluster.id, registryPurpose(registry._id)) ?? '',
      isSystem: registry.isSystemRegistry,
    }));
  return lastOfEachAddress(all);
}

/** A host has one configuration for an address: that of the record that came last. */
export function lastOfEachAddress(registries: readonly RegistryAccess[]): RegistryAccess[] {
  return [...new Map(registries.map((registry) => [registry.address, registry])).values()];
}

/** The context of an operation that is carried out: everything comes from the store, fresh. */
export function storeRunContext(
  parts: RunContextParts,
  operation: Pick<OperationRecord, 'clusterId' | 'input' | 'kind'>,
): RunContext {
  const { clusterId, input, kind } = operation;
  const { vault } = parts;
  const cluster = (): ClusterRecord => {
    const found = parts.clusters.find(clusterId);
    if (!found) throw new Error(`cluster ${clusterId} is not in the store`);
    return found;
  };
  const taking = new Set(input.hostIds);
  const leaving = (of: OperationRecord['kind']) => new Set(kind === of ? (input.ids ?? []) : []);
  const leavingRegistries = leaving('remove-registries');
  const leavingKeys = leaving('remove-pubkeys');
  return {
    input,
    controllerId: parts.controllerId,
    cluster,
    hosts: () =>
      parts.hosts
        .ofCluster(clusterId)
        .filter((host) => taking.has(host.id) && host.status !== 'TERMINATED'),
    managers() {
      const masters = parts.hosts.ofCluster(clusterId).filter((host) => host.isMaster);
      const running = masters.filter(
        (host) => host.status === 'RUNNING' || host.status === 'OFFLINE',
      );
      // while the cluster is made there is no running master yet: the first of those to be
      return running.length > 0
        ? running
        : masters.toSorted((a, b) => Number(b.isClient) - Number(a.isClient));
    },
    updateHost: (id, change) => parts.hosts.update(id, change),
    updateCluster: (change) => parts.clusters.update(clusterId, change),
    login: (host: HostRecord) => loginOf(vault, host),
    checkHostKey: (login, fingerprint) =>
      hostKeyCheck(parts.hostKeys, cluster().hostKeyPolicy)(login, fingerprint),
    registries: () => registryAccess(vault, cluster(), (id) => !leavingRegistries.has(id)),
    leavingRegistries: () => registryAccess(vault, cluster(), (id) => leavingRegistries.has(id)),
    pubkeys: () =>
      parts.pubkeyValues((cluster().pubkeyIds ?? []).filter((id) => !leavingKeys.has(id))),
    leavingPubkeys: () => parts.pubkeyValues([...leavingKeys]),
  };
}
