import type { Login } from '../remote/connection.ts';
import type { HostKeyStore } from '../remote/host-keys.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ClusterRepository, ClusterRecord } from '../store/clusters.ts';
import type { HostRecord, HostRepository, StoredLogin } from '../store/hosts.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { RegistryAccess } from './phase.ts';
import type { World } from './world.ts';

export interface StoreWorldParts {
  readonly clusters: ClusterRepository;
  readonly hosts: HostRepository;
  readonly vault: Vault;
  readonly hostKeys: HostKeyStore;
  readonly controllerId: string;
  /** public keys in OpenSSH form, by id; unknown ids are left out */
  readonly pubkeyValues: (ids: readonly string[]) => string[];
}

/** The secrets of a login as they lie in the vault, as JSON, under the host's id. */
export interface LoginSecrets {
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly password?: string | undefined;
  readonly sudoPassword?: string | undefined;
  readonly jump?: Omit<LoginSecrets, 'jump'> | undefined;
}

const LOGIN_PURPOSE = 'login';

export function storeLogin(vault: Vault, hostId: string, secrets: LoginSecrets): void {
  vault.put(hostId, LOGIN_PURPOSE, JSON.stringify(secrets));
}

/** The purpose under which a cluster's copy of a registry's password lies in the vault. */
export function registryPurpose(registryId: string): string {
  return `registry:${registryId}`;
}

/** A stored login and its secrets put together. A password also serves sudo where none is given. */
export function toLogin(
  host: { ip: string; port: number; sshUser: string; login: StoredLogin },
  secrets: LoginSecrets,
): Login {
  const { jump: jumpSecrets, ...own } = secrets;
  const { jump, ...stored } = host.login;
  return {
    host: host.ip,
    port: host.port,
    user: host.sshUser,
    ...stored,
    ...own,
    sudoPassword: own.sudoPassword ?? own.password,
    ...(jump ? { jump: { ...jump, ...jumpSecrets } } : {}),
  };
}

/** The login of a host that is in the store, with its secrets. */
export function loginOf(vault: Vault, host: HostRecord): Login {
  return toLogin(host, JSON.parse(vault.get(host.id, LOGIN_PURPOSE) ?? '{}') as LoginSecrets);
}

function registryAccess(
  parts: StoreWorldParts,
  cluster: ClusterRecord,
  ids: readonly string[] | undefined,
): RegistryAccess[] {
  return cluster.registries
    .filter((registry) => ids === undefined || ids.includes(registry._id))
    .map((registry) => ({
      address: registry.registry,
      secure: registry.secure,
      caText: registry.ca_text,
      username: registry.username,
      password: parts.vault.get(cluster.id, registryPurpose(registry._id)) ?? '',
      isSystem: registry.isSystemRegistry,
    }));
}

/** The world of an operation that is carried out: everything comes from the store, fresh. */
export function storeWorld(
  parts: StoreWorldParts,
  operation: Pick<OperationRecord, 'clusterId' | 'input' | 'kind'>,
): World {
  const { clusterId, input, kind } = operation;
  const cluster = (): ClusterRecord => {
    const found = parts.clusters.find(clusterId);
    if (!found) throw new Error(`cluster ${clusterId} is not in the store`);
    return found;
  };
  const hosts = (): HostRecord[] => {
    const taking = new Set(input.hostIds);
    return parts.hosts.ofCluster(clusterId).filter((host) => taking.has(host.id));
  };
  const registryIds = kind.endsWith('-registries') ? (input.ids ?? []) : undefined;
  const keyIds = () =>
    kind.endsWith('-pubkeys') ? (input.ids ?? []) : (cluster().pubkeyIds ?? []);
  return {
    input,
    controllerId: parts.controllerId,
    cluster,
    hosts,
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
    login: (host) => loginOf(parts.vault, host),
    checkHostKey: (login, fingerprint) =>
      parts.hostKeys.check(cluster().hostKeyPolicy)(login, fingerprint),
    registries: () => registryAccess(parts, cluster(), registryIds),
    pubkeys: () => parts.pubkeyValues(keyIds()),
  };
}
