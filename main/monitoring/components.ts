import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { hostKeyCheck } from '../fleet/host-key-pins.ts';
import { HostConnections } from '../fleet/host-connections.ts';
import { loginOf } from '../fleet/logins.ts';
import { stackOf } from '../provisioning/stacks/index.ts';
import type { ComponentState } from '../provisioning/stacks/stack.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ClusterRepository } from '../store/clusters.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';

/** A host that says nothing in this time counts as one whose components are not healthy. */
const LOOK_MS = 3000;

export interface ComponentProbeParts {
  readonly clusters: ClusterRepository;
  readonly hosts: HostRepository;
  readonly vault: Vault;
  readonly hostKeys: HostKeyRepository;
}

/**
 * Looks at the components of a cluster on each of its hosts, now.
 * @returns a function of the cluster's id and the caller's signal
 * @throws ControlPlaneError E50020 where there is no host to look at
 */
export function componentProbe(parts: ComponentProbeParts) {
  return async (clusterId: string, signal?: AbortSignal): Promise<ComponentState[]> => {
    const cluster = parts.clusters.find(clusterId);
    const hosts = parts.hosts.ofCluster(clusterId, ['RUNNING', 'OFFLINE']);
    if (!cluster || hosts.length === 0) {
      throw new ControlPlaneError('E50020', 'The cluster has no running host to look at.');
    }
    const stack = stackOf(cluster);
    const connections = new HostConnections<HostRecord>({
      login: (host) => loginOf(parts.vault, host),
      checkHostKey: hostKeyCheck(parts.hostKeys, cluster.hostKeyPolicy),
    });
    const limit = AbortSignal.timeout(LOOK_MS);
    const both = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      const found = hosts.map((host) => stack.components(connections.of(host), host, both));
      return (await Promise.all(found)).flat();
    } finally {
      connections.closeAll();
    }
  };
}
