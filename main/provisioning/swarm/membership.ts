import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { DockerError, type DockerClient } from '../../remote/docker-api.ts';
import type { HostRecord } from '../../store/hosts.ts';
import { dockerInfo } from '../docker/engine.ts';
import type { StepContext } from '../phase.ts';
import type { StackPort } from '../stacks/stack.ts';
import { findNode, isSwarmOf, type SwarmIdentity } from './nodes.ts';

/** where masters listen for members */
export const SWARM_PORT = 2377;
/** Ports between the hosts of a swarm (Docker's manual, "Open protocols and ports"). */
export const swarmPorts: readonly StackPort[] = [
  { port: SWARM_PORT, protocols: ['tcp'], mastersOnly: true },
  { port: 7946, protocols: ['tcp', 'udp'] },
  { port: 4789, protocols: ['udp'] },
];

/** The master that starts the swarm. */
export const isFirstMaster = (host: HostRecord) => host.isClient;

/** Is this host's Docker in a swarm by our hand, or by that of whom we take it over from? */
export async function isOurSwarm(step: StepContext): Promise<boolean> {
  const list = step.input.takeOver ? step.ledger.owner() : step.ledger.read();
  return (await list)?.swarm !== undefined;
}

/** From now on this host's Docker is in a swarm by our hand: into the list before it is so. */
export async function recordSwarm(step: StepContext): Promise<void> {
  const docker = await step.remote.docker(step.signal);
  const networks = await docker.get<{ Name: string }[]>('/networks', step.signal);
  const gatewayBridgeBefore = networks.some(({ Name }) => Name === 'docker_gwbridge');
  await step.ledger.amend((data) => ({ ...data, swarm: data.swarm ?? { gatewayBridgeBefore } }));
}

/** Writes down under which id the swarm knows the host. */
export async function rememberNode(step: StepContext): Promise<void> {
  const info = await dockerInfo(step);
  step.update({ nodeId: info.Swarm.NodeID });
}

/**
 * Is the swarm that this manager is in the one of our cluster? Its id is remembered from the first
 * time that it was seen.
 */
export async function isThisSwarm(step: StepContext): Promise<boolean> {
  const docker = await step.remote.docker(step.signal);
  const swarm = await docker.get<SwarmIdentity>('/swarm', step.signal);
  if (!isSwarmOf(step.cluster, swarm)) return false;
  if (!step.dry && step.cluster.swarmId === '') step.updateCluster({ swarmId: swarm.ID });
  return true;
}

/**
 * Makes sure that the swarm that Docker is in may be left: the list on the host says that it came
 * by our hand.
 * @throws ControlPlaneError HOST_IN_OTHER_SWARM
 */
export async function requireOurMembership(step: StepContext): Promise<void> {
  if ((await step.ledger.confirm()).swarm !== undefined) return;
  throw new ControlPlaneError(
    'HOST_IN_OTHER_SWARM',
    'Docker is in a swarm that it did not join by our hand.',
  );
}

/** Is this host a member of the swarm that the manager is in? */
export async function isMember(step: StepContext, manager: DockerClient): Promise<boolean> {
  const { Swarm } = await dockerInfo(step);
  if (Swarm.LocalNodeState !== 'active') return false;
  const node = await findNode(step, manager, Swarm.NodeID);
  if (node && !step.dry) step.update({ nodeId: Swarm.NodeID });
  return node !== undefined;
}

/** What Docker says when nothing comes through to the manager. */
const NO_WAY = /dial (tcp|udp)|Timeout was reached|deadline exceeded|connection refused/i;

/** Why a join failed: Docker's own words tell a network that lets nothing through. */
export function joinError(error: unknown, message: string): unknown {
  if (!(error instanceof DockerError)) return error;
  const code = NO_WAY.test(error.message) ? 'HOST_PEER_UNREACHABLE' : 'SWARM_JOIN_FAILED';
  return new ControlPlaneError(code, message, { cause: error.message });
}
