import { hostKeyCheck } from '../fleet/host-key-pins.ts';
import { toLogin } from '../fleet/logins.ts';
import type { RunContext } from '../provisioning/run-context.ts';
import { lastOfEachAddress } from '../provisioning/store-run-context.ts';
import type { Login } from '../remote/login.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { ClusterDraft } from './cluster-draft.ts';

/** The context of a plan: drafts in memory, which the store never sees. */
export function planContext(
  draft: ClusterDraft,
  masters: readonly HostRecord[],
  pubkeys: readonly string[],
  parts: {
    hostKeys: HostKeyRepository;
    controllerId: string;
    storedLogin: (host: HostRecord) => Login;
  },
): RunContext {
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
    // a plan learns nothing that is kept
    updateCluster: () => undefined,
    // masters of a cluster that stands are no drafts: their secrets are in the vault
    login(host) {
      const own = secrets.get(host.id);
      return own ? toLogin(host, own) : parts.storedLogin(host);
    },
    checkHostKey: (login, fingerprint) =>
      hostKeyCheck(parts.hostKeys, draft.cluster.hostKeyPolicy, false)(login, fingerprint),
    registries: () =>
      lastOfEachAddress(
        draft.registries.map(({ snapshot, password }) => ({
          id: snapshot._id,
          address: snapshot.registry,
          secure: snapshot.secure,
          caText: snapshot.ca_text,
          username: snapshot.username,
          password,
          isSystem: snapshot.isSystemRegistry,
        })),
      ),
    leavingRegistries: () => [],
    pubkeys: () => [...pubkeys],
    leavingPubkeys: () => [],
  };
}
