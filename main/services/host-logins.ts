import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Host } from '../../shared/contract/host.ts';
import type { HostLoginInput } from '../../shared/contract/node.ts';
import { knownHostKey, withoutPadding } from '../fleet/host-key-pins.ts';
import { storeLogin } from '../fleet/logins.ts';
import type { Vault } from '../secrets/vault.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { Stores } from '../store/index.ts';
import { hostView } from './cluster-views.ts';
import { throwIfAny } from './cluster-rules.ts';
import type { LogService } from './logs.ts';
import { readLogin, type KeyById } from './node-logins.ts';
import type { Actor } from './types.ts';

export interface HostLoginParts extends Pick<Stores, 'transaction' | 'hosts' | 'hostKeys'> {
  readonly vault: Vault;
  readonly logs: LogService;
  readonly keyById: (actor: Actor, id: string) => ReturnType<KeyById>;
}

/** How the hosts of clusters are got into: their logins, and the keys that they may show. */
export interface HostLoginService {
  /**
   * Puts a login in the place of the one that is kept. Nothing is tried: the next operation does.
   * @throws ControlPlaneError E50103, E10010 with the faults of the login
   */
  setLogin(actor: Actor, clusterId: string, id: string, input: HostLoginInput): Host;
  /**
   * Pins another key, where the one pinned is still the one that the operator compared.
   * @throws ControlPlaneError E50103, E50107
   */
  trust(
    actor: Actor,
    clusterId: string,
    id: string,
    keys: { readonly oldHostKey: string; readonly newHostKey: string },
  ): Host;
}

export function createHostLoginService(parts: HostLoginParts): HostLoginService {
  const { transaction, hosts, hostKeys, vault, logs } = parts;

  /** A host that is given back has no login any more. */
  function find(actor: Actor, clusterId: string, id: string): HostRecord {
    const host = hosts.find(id);
    const isTheirs = host?.tenantId === actor.tenantId && host.clusterId === clusterId;
    if (isTheirs && host.status !== 'TERMINATED') return host;
    throw new ControlPlaneError('E50103', `There is no host ${id} in cluster ${clusterId}.`);
  }

  return {
    setLogin(actor, clusterId, id, input) {
      const host = find(actor, clusterId, id);
      const keyById = (key: string) => parts.keyById(actor, key);
      const { login, secrets, faults } = readLogin({ ...input, ip: host.ip }, '', keyById);
      // the login is the whole body: its fields have no path before them
      throwIfAny(faults.map((fault) => ({ ...fault, field: fault.field.replace(/^\./, '') })));
      transaction(() => {
        const pinned = knownHostKey(hostKeys, host.ip, host.port, undefined);
        // sshd on another port of the same machine shows the same key
        if (pinned !== undefined && hostKeys.find(host.ip, input.port) === undefined) {
          hostKeys.pin(host.ip, input.port, pinned, 'operator');
        }
        const hostKey = login.hostKey ?? host.login.hostKey;
        hosts.update(id, {
          port: input.port,
          sshUser: input.sshUser,
          login: { ...login, hostKey },
        });
        storeLogin(vault, id, secrets);
        logs.record(actor, 'update_host_login', `${host.hostName}:${host.ip}`);
      });
      return hostView({ ...host, sshUser: input.sshUser });
    },

    trust(actor, clusterId, id, keys) {
      const host = find(actor, clusterId, id);
      const [before, after] = [withoutPadding(keys.oldHostKey), withoutPadding(keys.newHostKey)];
      transaction(() => {
        const pinned = knownHostKey(hostKeys, host.ip, host.port, host.login.hostKey);
        if (pinned !== before) {
          const message = `Of ${host.ip} ${pinned ?? 'no key'} is pinned, not ${before}.`;
          throw new ControlPlaneError('E50107', message, { host: host.ip });
        }
        hostKeys.pin(host.ip, host.port, after, 'operator');
        // a pin that came with the node decides: it must not go on naming the old key
        if (host.login.hostKey) hosts.update(id, { login: { ...host.login, hostKey: after } });
        logs.record(actor, 'trust_host_key', `${host.hostName}:${host.ip}\n${before}\n${after}`);
      });
      return hostView(host);
    },
  };
}
