import { hostRole } from '../../../shared/contract/host.ts';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { DockerError, type DockerClient } from '../../remote/docker-api.ts';
import type { ClusterRecord } from '../../store/clusters.ts';
import type { HostRecord } from '../../store/hosts.ts';
import { dockerRefusal, waitFor } from '../docker/engine.ts';
import { memoizePerStep, type StepContext } from '../phase.ts';

const UPDATE_SECONDS = 60;
const DEMOTION_SECONDS = 30;

/** What we read of a node of a swarm (Docker Engine API 1.41, GET /nodes). */
export interface SwarmNode {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: NodeSpec;
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string; readonly Addr: string; readonly Message?: string };
  /** of one that is counted among those whose majority decides */
  readonly ManagerStatus?: object;
}

export interface NodeSpec {
  readonly Role: string;
  readonly Availability: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** The label of a swarm that says which cluster of ours it is. */
export const CLUSTER_LABEL = 'clusterdesk.cluster';

/** What we read of GET /swarm, which only managers answer. */
export interface SwarmIdentity {
  readonly ID: string;
  readonly Spec: { readonly Labels: Readonly<Record<string, string>> | null };
}

/** Is a swarm the one of our cluster: by its label, and by the id that was seen when it was made? */
export function isSwarmOf(cluster: ClusterRecord, { ID, Spec }: SwarmIdentity): boolean {
  const isKnown = cluster.swarmId === '' || cluster.swarmId === ID;
  return isKnown && Spec.Labels?.[CLUSTER_LABEL] === cluster.id;
}

/**
 * Docker of a running master that is in the cluster's own swarm: the first that answers.
 * @throws ControlPlaneError of the last one that does not; HOST_TAKEN for a master that is in
 *   another swarm by now; SWARM_JOIN_FAILED where none is in a swarm
 */
export const managerDocker = memoizePerStep(async (step): Promise<DockerClient> => {
  let last: unknown;
  let asked = '';
  for (const manager of step.managers()) {
    asked = manager.ip;
    try {
      const docker = await step.peer(manager).docker(step.signal);
      const swarm = await docker.get<SwarmIdentity>('/swarm', step.signal);
      if (isSwarmOf(step.cluster, swarm)) return docker;
      last = new ControlPlaneError('HOST_TAKEN', `It is in another swarm by now, ${swarm.ID}.`);
    } catch (error) {
      step.signal.throwIfAborted();
      last = error;
    }
  }
  if (last instanceof ControlPlaneError) {
    // a master that does not answer now may do so later: the code decides on a second try
    const { code, message, cause, fix } = last.problem;
    throw new ControlPlaneError(code, `Master ${asked}: ${message}`, { cause, fix });
  }
  throw new ControlPlaneError('SWARM_JOIN_FAILED', 'No master of the swarm answers.', {
    cause: last instanceof Error ? last.message : undefined,
  });
});

/**
 * A node as a manager knows it; undefined only where the manager says that there is no such node.
 * Any other error is thrown: a question that failed says nothing about the node.
 */
export async function findNode(
  step: StepContext,
  manager: DockerClient,
  nodeId: string,
): Promise<SwarmNode | undefined> {
  try {
    return await manager.get<SwarmNode>(`/nodes/${nodeId}`, step.signal);
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return undefined;
    throw error;
  }
}

/** The node of the step's host, as a manager knows it. @throws DockerError 404 where it is none */
export async function nodeOf(
  step: StepContext,
): Promise<{ manager: DockerClient; node: SwarmNode }> {
  const manager = await managerDocker(step);
  const node = await manager.get<SwarmNode>(`/nodes/${step.host.nodeId}`, step.signal);
  return { manager, node };
}

/**
 * Changes a node's spec. Another change may move its version between our read and write: then it is
 * read again, and the change is made on what it is by then.
 * @param what told when Docker refuses
 */
export async function updateNode(
  step: StepContext,
  manager: DockerClient,
  nodeId: string,
  change: (spec: NodeSpec) => NodeSpec,
  what: string,
): Promise<void> {
  const attempt = async (): Promise<string | undefined> => {
    try {
      const { Version, Spec } = await manager.get<SwarmNode>(`/nodes/${nodeId}`, step.signal);
      const path = `/nodes/${nodeId}/update?version=${Version.Index}`;
      await manager.post(path, change(Spec), step.signal);
      return undefined;
    } catch (error) {
      if (error instanceof DockerError && /out of sequence/.test(error.message)) {
        return error.message;
      }
      throw dockerRefusal(error, what);
    }
  };
  const failure = (cause: string) => new ControlPlaneError('DOCKER_REFUSED', what, { cause });
  await waitFor(step, attempt, failure, UPDATE_SECONDS);
}

/**
 * Makes a worker of a node that is a manager. One that left as a manager would still be counted
 * among those whose majority decides, and could not be taken out of the list.
 */
export async function demoteNode(
  step: StepContext,
  manager: DockerClient,
  nodeId: string,
): Promise<void> {
  const node = await findNode(step, manager, nodeId);
  if (node?.Spec.Role !== 'manager') return;
  const demoted = (spec: NodeSpec) => ({ ...spec, Role: 'worker' });
  await updateNode(step, manager, nodeId, demoted, 'The node cannot be demoted.');
  const isCounted = async () =>
    (await findNode(step, manager, nodeId))?.ManagerStatus && 'it is one of the masters yet';
  const failure = (cause: string) =>
    new ControlPlaneError('DOCKER_REFUSED', 'The node cannot be demoted.', { cause });
  await waitFor(step, isCounted, failure, DEMOTION_SECONDS);
}

/** Takes a node out of the list of the swarm; one that is not in it is no fault. */
export async function removeNode(
  step: StepContext,
  manager: DockerClient,
  nodeId: string,
): Promise<void> {
  await manager.delete(`/nodes/${nodeId}?force=true`, step.signal).catch((error: unknown) => {
    if (error instanceof DockerError && error.status === 404) return;
    throw dockerRefusal(error, 'The node cannot be taken out of the list of the swarm.');
  });
}

/** The labels of a node: its role, the tags of shared nodes, and the cluster's attributes. */
export function nodeLabels(host: HostRecord, attributes: string): Record<string, string> {
  const tags = Object.fromEntries(
    (host.tags ?? []).map((tag) => tag.split('=') as [string, string]),
  );
  const pairs = host.isSlave ? attributes.split(';').filter(Boolean) : [];
  const own = Object.fromEntries(pairs.map((pair) => pair.split(':') as [string, string]));
  return { 'clusterdesk.role': hostRole(host), ...own, ...tags };
}
