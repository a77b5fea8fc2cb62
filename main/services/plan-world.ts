import type { HostKeyStore } from '../remote/host-keys.ts';
import type { Login } from '../remote/connection.ts';
import { toLogin } from '../provisioning/store-world.ts';
import type { World } from '../provisioning/world.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { ClusterDraft } from './cluster-draft.ts';

/** The world of a plan: drafts in memory, which the store never sees. */
export function planWorld(
  draft: ClusterDraft,
  masters: readonly HostRecord[],
  pubkeys: readonly string[],
  parts: {
    hostKeys: HostKeyStore;
    controllerId: string;
    storedLogin: (host: HostRecord) => Login;
  },
): World {
  const hosts = new Map(draft.hosts.map(({ host }) => [host.id, host]));
  const secrets = new Map(draft.hosts.map(({ host, secrets: own }) => [host.id, own]));
  return {
    input: { hostIds: [...hosts.keys()], takeOver: draft.takeOver },
    controllerId: parts.controllerId,
    cluster: () => draft.cluster,
    hosts: () => [...hosts.values()],
    managers: () =>
      masters.length > 0 ? [...masters] : [...hosts.values()].filter((h) => h.isMaster),
    updateHost(id, change) {
      const host = hosts.get(id);
      if (host) hosts.set(id, { ...host, ...change });
    },
    // masters of a cluster that stands are no drafts: their secrets are in the vault
    login(host) {
      const own = secrets.get(host.id);
      return own ? toLogin(host, own) : parts.storedLogin(host);
    },
    checkHostKey: (login, fingerprint) =>
      parts.hostKeys.check(draft.cluster.hostKeyPolicy, false)(login, fingerprint),
    registries: () =>
      draft.registries.map(({ snapshot, password }) => ({
        address: snapshot.registry,
        secure: snapshot.secure,
        caText: snapshot.ca_text,
        username: snapshot.username,
        password,
        isSystem: snapshot.isSystemRegistry,
      })),
    pubkeys: () => [...pubkeys],
  };
}
