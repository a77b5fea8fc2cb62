import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { storeWorld, type StoreWorldParts } from '../provisioning/store-world.ts';
import { RemoteHosts } from '../provisioning/world.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationRecord } from '../store/operations.ts';

/** One component on one host, as a look at the host found it. */
export interface ComponentState {
  readonly name: string;
  readonly ip: string;
  readonly healthy: boolean;
}

interface Info {
  readonly Swarm: { readonly LocalNodeState: string; readonly ControlAvailable: boolean };
}

async function look(remotes: RemoteHosts, host: HostRecord): Promise<ComponentState[]> {
  const role = host.isMaster ? 'swarmmanager' : 'swarmworker';
  const info = await remotes
    .of(host)
    .docker()
    .then((docker) => docker.get<Info>('/info'))
    .catch(() => undefined);
  const active = info?.Swarm.LocalNodeState === 'active';
  const inRole = active && info?.Swarm.ControlAvailable === host.isMaster;
  return [
    { name: 'docker', ip: host.ip, healthy: info !== undefined },
    { name: role, ip: host.ip, healthy: inRole },
  ];
}

/** Looks at the parts of a swarm cluster on each of its hosts, now. */
export function componentProbe(parts: StoreWorldParts) {
  return async (clusterId: string): Promise<ComponentState[]> => {
    const hosts = parts.hosts.ofCluster(clusterId, ['RUNNING', 'OFFLINE']);
    if (hosts.length === 0) {
      throw new ControlPlaneError('E50020', 'The cluster has no running host to look at.');
    }
    const watching: Pick<OperationRecord, 'clusterId' | 'input' | 'kind'> = {
      clusterId,
      kind: 'create-cluster',
      input: { hostIds: hosts.map((host) => host.id) },
    };
    const remotes = new RemoteHosts(storeWorld(parts, watching));
    try {
      return (await Promise.all(hosts.map((host) => look(remotes, host)))).flat();
    } finally {
      remotes.closeAll();
    }
  };
}
