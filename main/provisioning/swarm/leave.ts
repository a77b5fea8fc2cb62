import { setTimeout as delay } from 'node:timers/promises';
import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { DockerError, type DockerClient } from '../../remote/docker-api.ts';
import { dockerInfo, startDocker, waitFor, type DockerInfo } from '../docker/engine.ts';
import type { StepContext } from '../phase.ts';
import { isThisSwarm } from './membership.ts';
import { updateNode, type SwarmNode } from './nodes.ts';

type SwarmInfo = DockerInfo['Swarm'];

const LEAVE_SECONDS = 60;
const STEP_DOWN_SECONDS = 15;
const INGRESS_SECONDS = 20;
/** after which a swarm counts as one without an ingress network */
const NO_INGRESS_SECONDS = 5;
const INGRESS_QUEUE_MS = 500;
const BRIDGE_SECONDS = 5;

/**
 * A master that is not the last one becomes a worker before it leaves. If it just went, the others
 * would lose their majority, and Docker on them would wait long for a leader at every question.
 */
async function stepDown(step: StepContext, docker: DockerClient, nodeId: string): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ role: ['manager'] }));
  const masters = await docker
    .get<SwarmNode[]>(`/nodes?filters=${filter}`, step.signal)
    .catch((error: unknown) => {
      if (!(error instanceof DockerError)) throw error;
      return []; // there is no leader any more
    });
  const own = masters.find((node) => node.ID === nodeId);
  if (!own || masters.length === 1) return;
  try {
    const demoted = (spec: typeof own.Spec) => ({ ...spec, Role: 'worker' });
    await updateNode(step, docker, nodeId, demoted, 'Docker did not step down.');
    await waitFor(
      step,
      async () => ((await dockerInfo(step)).Swarm.ControlAvailable ? 'it is a master' : undefined),
      (cause) => new ControlPlaneError('DOCKER_REFUSED', 'Docker did not step down.', { cause }),
      STEP_DOWN_SECONDS,
    );
  } catch (error) {
    step.signal.throwIfAborted();
    step.log(`It leaves as a master: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Network {
  readonly Containers: Readonly<Record<string, unknown>> | null;
}

/**
 * A Docker that leaves while it still sets up its ingress network never takes it down again: the
 * worker that would do so waits for an agent that is gone (moby, daemon/network.go, setupIngress).
 * The network's way out by the bridge is made last. A swarm may have no such network, so this only
 * waits a while.
 */
async function ingressSettled(step: StepContext, docker: DockerClient): Promise<void> {
  const late = new Error('no ingress network');
  const began = Date.now();
  let looks = 0;
  const look = async () => {
    looks += 1;
    const [bridge, ingress] = await Promise.all(
      ['docker_gwbridge', 'ingress'].map((name) => network(step, docker, name)),
    );
    if (bridge?.Containers?.['ingress-sbox']) return undefined;
    if (!ingress && Date.now() - began > NO_INGRESS_SECONDS * 1000) throw late;
    return 'not yet';
  };
  await waitFor(step, look, () => late, INGRESS_SECONDS).catch((error: unknown) => {
    if (error !== late) throw error;
  });
  // it came only now: what Docker has queued behind it takes a moment
  if (looks > 1) await delay(INGRESS_QUEUE_MS, undefined, { signal: step.signal });
}

async function network(
  step: StepContext,
  docker: DockerClient,
  name: string,
): Promise<Network | undefined> {
  try {
    return await docker.get<Network>(`/networks/${name}`, step.signal);
  } catch (error) {
    if (error instanceof DockerError) return undefined;
    throw error;
  }
}

/** The bridge between overlay networks and the host, which Docker makes for a swarm and leaves. */
async function removeGatewayBridge(step: StepContext, docker: DockerClient): Promise<void> {
  const inUse = new Error('in use');
  const remove = async () => {
    try {
      await docker.delete('/networks/docker_gwbridge', step.signal);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      // Docker takes down what hangs on it after it has answered that it left
      if (error.status === 403) return error.message;
      if (error.status !== 404) step.log(`docker_gwbridge stays: ${error.message}`);
    }
    return undefined;
  };
  await waitFor(step, remove, () => inUse, BRIDGE_SECONDS).catch((error: unknown) => {
    if (error !== inUse) throw error;
    step.log('The network docker_gwbridge is in use and stays.');
  });
}

/** What a plan and an operation call the leaving. */
export const LEAVE_SWARM = 'Leave the swarm';

/**
 * Is the swarm that Docker is in the one that it joined by our hand? The operator may have made it
 * leave and join another since: then the node has another id.
 */
async function isStillOurs(step: StepContext, { NodeID, ControlAvailable }: SwarmInfo) {
  if (step.host.nodeId === '') return true;
  if (step.host.nodeId !== NodeID) return false;
  if (!ControlAvailable) return true;
  return isThisSwarm(step).catch((error: unknown) => {
    // a master without a leader answers nothing about its swarm, in which it has the same id still
    if (error instanceof DockerError) return true;
    throw error;
  });
}

/** Takes Docker out of the swarm that it is in by our hand; elsewhere it does nothing. */
export async function leaveSwarm(step: StepContext): Promise<void> {
  const swarm = (await step.ledger.read())?.swarm;
  const { dockerd, docker_active } = await step.remote.facts(step.signal);
  if (!swarm || dockerd === undefined) return;
  // a member that is off would still be one when it is on again
  if (docker_active !== 'active') await startDocker(step);
  await step.change(LEAVE_SWARM, async () => {
    const docker = await step.remote.docker(step.signal);
    const { Swarm } = await dockerInfo(step);
    if (Swarm.LocalNodeState !== 'inactive') {
      if (await isStillOurs(step, Swarm)) await leave(step, docker, Swarm);
      else
        step.log('Docker is in another swarm by now, which it did not join by our hand: it stays.');
    }
    if ((await dockerInfo(step)).Swarm.LocalNodeState === 'inactive') {
      if (await network(step, docker, 'ingress')) {
        step.log('Docker keeps its ingress network, which goes when Docker is started anew.');
      }
      if (!swarm.gatewayBridgeBefore) await removeGatewayBridge(step, docker);
    }
    await step.ledger.amend(({ swarm: _, ...rest }) => rest);
  });
}

async function leave(step: StepContext, docker: DockerClient, swarm: SwarmInfo): Promise<void> {
  if (swarm.ControlAvailable) await stepDown(step, docker, swarm.NodeID);
  await ingressSettled(step, docker);
  await docker.post('/swarm/leave?force=true', {}, step.signal);
  await waitFor(
    step,
    async () => {
      const { LocalNodeState } = (await dockerInfo(step)).Swarm;
      return LocalNodeState === 'inactive' ? undefined : LocalNodeState;
    },
    (cause) =>
      new ControlPlaneError('DOCKER_REFUSED', 'Docker did not leave the swarm.', { cause }),
    LEAVE_SECONDS,
  );
}
