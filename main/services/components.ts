import type { ComponentsInfo, ComponentStatus, Stack } from '../../shared/contract/components.ts';
import { stackNames } from '../../shared/contract/cluster.ts';
import { findStack } from '../provisioning/stacks/index.ts';
import type { Actor, ClusterService } from './types.ts';

export interface ComponentService {
  /** Looks at every component on its host, now. @throws ControlPlaneError E50004, E50020 */
  list(actor: Actor, clusterId: string, signal: AbortSignal): Promise<ComponentsInfo>;
}

/** One component on one host, as a look at the host found it. */
export interface ComponentFinding {
  readonly name: string;
  readonly ip: string;
  readonly healthy: boolean;
}

/** Looks at the hosts of a cluster. @throws ControlPlaneError E50020 where it cannot */
export type ComponentProbe = (
  clusterId: string,
  signal: AbortSignal,
) => Promise<ComponentFinding[]>;

function toStatus({ name, ip, healthy }: ComponentFinding): ComponentStatus {
  return { componentName: name, imageName: name, ip, status: healthy ? 'Healthy' : 'UnHealthy' };
}

/** The parts of the system that run on a cluster's hosts. */
export function createComponentService(
  clusters: ClusterService,
  probe: ComponentProbe,
): ComponentService {
  return {
    async list(actor, clusterId, signal) {
      const { name, owner } = clusters.get(actor, clusterId);
      const findings = await probe(clusterId, signal);
      return {
        userName: owner,
        clusterName: name,
        clusterId,
        componentStatus: findings.map(toStatus),
      };
    },
  };
}

/** What a cluster can be made of, and what each needs of its hosts. */
export const stacks: readonly Stack[] = stackNames
  .map((name) => {
    const found = findStack(name);
    return found
      ? { name, available: true, title: found.title, needs: [...found.needs] }
      : { name, available: false, title: name, needs: ['This version cannot build it.'] };
  })
  .toSorted((a, b) => Number(b.available) - Number(a.available));
