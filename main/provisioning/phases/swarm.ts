import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { DockerError, type DockerClient } from '../../remote/docker.ts';
import type { HostRecord } from '../../store/hosts.ts';
import { known, type Phase, type StepContext } from '../phase.ts';
import { dockerInfo, dockerRefusal, waitFor } from './docker-engine.ts';
import { leaveSwarm } from './leave-swarm.ts';

/** where masters listen for members */
export const SWARM_PORT = 2377;
const READY_SECONDS = 60;
const CLUSTER_LABEL = 'clusterdesk.cluster';

export interface SwarmNode {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: { Role: string; Availability: string; Labels: Record<string, string> | null };
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string; readonly Addr: string; readonly Message?: string };
}

const isFirstMaster = (host: HostRecord) => host.isClient;

/** Docker of a running master: the first that answers. */
export const managerDocker = known(async (step): Promise<DockerClient> => {
  let last: unknown;
  let asked = '';
  for (const manager of step.managers()) {
    try {
      const docker = await step.peer(manager).docker(step.signal);
      await docker.get('/swarm', step.signal);
      return docker;
    } catch (error) {
      step.signal.throwIfAborted();
      last = error;
      asked = manager.ip;
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

/** From now on this host's Docker is in a swarm by our hand: into the list before it is so. */
async function recordSwarm(step: StepContext): Promise<void> {
  const docker = await step.remote.docker(step.signal);
  const networks = await docker.get<{ Name: string }[]>('/networks', step.signal);
  const gatewayBridgeBefore = networks.some(({ Name }) => Name === 'docker_gwbridge');
  await step.manifest.amend((data) => ({ ...data, swarm: data.swarm ?? { gatewayBridgeBefore } }));
}

async function rememberNode(step: StepContext): Promise<void> {
  const info = await dockerInfo(step);
  step.update({ nodeId: info.Swarm.NodeID });
}

/** Is the swarm that this manager is in the one of our cluster? */
async function isThisSwarm(step: StepContext): Promise<boolean> {
  const docker = await step.remote.docker(step.signal);
  const { Spec } = await docker.get<{ Spec: { Labels: Record<string, string> | null } }>(
    '/swarm',
    step.signal,
  );
  return Spec.Labels?.[CLUSTER_LABEL] === step.cluster.id;
}

/** The first master starts the swarm. */
export const swarmInit: Phase = {
  name: 'swarm-init',
  limitSeconds: 120,
  barrier: true,
  targets: isFirstMaster,
  async probe(step) {
    if ((await step.remote.facts(step.signal)).docker_active !== 'active') return false;
    const { Swarm } = await dockerInfo(step);
    const ready =
      Swarm.LocalNodeState === 'active' && Swarm.ControlAvailable && (await isThisSwarm(step));
    if (ready && !step.dry) step.update({ nodeId: Swarm.NodeID });
    return ready;
  },
  async apply(step) {
    await step.change(`Start a swarm, advertised at ${step.host.privateIp}`, async () => {
      const docker = await step.remote.docker(step.signal);
      const { Swarm } = await dockerInfo(step);
      // the swarm of a cluster that the host was taken over from
      if (Swarm.LocalNodeState !== 'inactive')
        await docker.post('/swarm/leave?force=true', {}, step.signal);
      await recordSwarm(step);
      await docker
        .post('/swarm/init', {
          ListenAddr: `0.0.0.0:${SWARM_PORT}`,
          AdvertiseAddr: step.host.privateIp,
          Spec: { Labels: { [CLUSTER_LABEL]: step.cluster.id } },
        })
        .catch((error: unknown) => {
          throw dockerRefusal(error, 'Docker did not start a swarm.');
        });
      await rememberNode(step);
    });
  },
  undo: leaveSwarm,
};

async function isMember(step: StepContext, manager: DockerClient): Promise<boolean> {
  const { Swarm } = await dockerInfo(step);
  if (Swarm.LocalNodeState !== 'active') return false;
  const known = await manager
    .get<SwarmNode>(`/nodes/${Swarm.NodeID}`, step.signal)
    .catch(() => undefined);
  if (known && !step.dry) step.update({ nodeId: Swarm.NodeID });
  return known !== undefined;
}

/** What Docker says when nothing comes through to the manager. */
const NO_WAY = /dial (tcp|udp)|Timeout was reached|deadline exceeded|connection refused/i;

function joinError(error: unknown, message: string): unknown {
  if (!(error instanceof DockerError)) return error;
  const code = NO_WAY.test(error.message) ? 'HOST_PEER_UNREACHABLE' : 'SWARM_JOIN_FAILED';
  return new ControlPlaneError(code, message, { cause: error.message });
}

/** Takes a node out of the list of the swarm; one that is not in it is no fault. */
async function forgetNode(step: StepContext, manager: DockerClient, nodeId: string): Promise<void> {
  await manager.delete(`/nodes/${nodeId}?force=true`, step.signal).catch((error: unknown) => {
    if (!(error instanceof DockerError) || error.status !== 404) throw error;
  });
}

/** The other hosts join: masters as managers, one by one, slaves as workers. */
export const swarmJoin: Phase = {
  name: 'swarm-join',
  limitSeconds: 180,
  barrier: true,
  targets: (host) => !isFirstMaster(host),
  oneByOne: (host) => host.isMaster,
  async probe(step) {
    const member = managerDocker(step).then((manager) => isMember(step, manager));
    // a plan also looks at hosts without Docker, and before there is a swarm
    return step.dry ? member.catch(() => false) : member;
  },
  async apply(step) {
    const role = step.host.isMaster ? 'manager' : 'worker';
    await step.change(`Join the swarm as ${role}`, async () => {
      const manager = await managerDocker(step);
      const swarm = await manager.get<{ JoinTokens: { Worker: string; Manager: string } }>(
        '/swarm',
        step.signal,
      );
      const { JoinTokens } = swarm;
      const docker = await step.remote.docker(step.signal);
      const { Swarm } = await dockerInfo(step);
      // a swarm that no longer knows us, or a join that was cut off
      if (Swarm.LocalNodeState !== 'inactive') {
        await docker.post('/swarm/leave?force=true', {}, step.signal);
        if (Swarm.NodeID) await forgetNode(step, manager, Swarm.NodeID);
      }
      await recordSwarm(step);
      const remotes = step.managers().map((host) => `${host.privateIp}:${SWARM_PORT}`);
      await docker
        .post(
          '/swarm/join',
          {
            ListenAddr: `0.0.0.0:${SWARM_PORT}`,
            AdvertiseAddr: step.host.privateIp,
            RemoteAddrs: remotes,
            JoinToken: step.host.isMaster ? JoinTokens.Manager : JoinTokens.Worker,
          },
          step.signal,
        )
        .catch((error: unknown) => {
          throw joinError(error, `It could not join as ${role}.`);
        });
      await rememberNode(step);
    });
  },
  undo: leaveSwarm,
};

/** The labels of a node: its role, the tags of shared nodes, and the cluster's attributes. */
export function nodeLabels(host: HostRecord, attributes: string): Record<string, string> {
  const role = host.isMaster ? 'master' : host.isShared ? 'shared' : 'pure';
  const tags = Object.fromEntries(
    (host.tags ?? []).map((tag) => tag.split('=') as [string, string]),
  );
  const pairs = host.isSlave ? attributes.split(';').filter(Boolean) : [];
  const own = Object.fromEntries(pairs.map((pair) => pair.split(':') as [string, string]));
  return { 'clusterdesk.role': role, ...own, ...tags };
}

async function nodeOf(step: StepContext): Promise<{ manager: DockerClient; node: SwarmNode }> {
  const manager = await managerDocker(step);
  const node = await manager.get<SwarmNode>(`/nodes/${step.host.nodeId}`, step.signal);
  return { manager, node };
}

/** Role and tags as node labels, which services can be placed by. */
export const labelNodes: Phase = {
  name: 'label-nodes',
  limitSeconds: 60,
  async probe(step) {
    if (!step.host.nodeId) return false;
    const { node } = await nodeOf(step);
    const wanted = Object.entries(nodeLabels(step.host, step.cluster.nodeAttribute));
    return wanted.every(([key, value]) => node.Spec.Labels?.[key] === value);
  },
  async apply(step) {
    const labels = nodeLabels(step.host, step.cluster.nodeAttribute);
    const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    await step.change(`Label the node: ${text.join(', ')}`, async () => {
      // another host's label may move the version between our read and write: read again
      await waitFor(
        step,
        async () => {
          const { manager, node } = await nodeOf(step);
          const spec = { ...node.Spec, Labels: { ...node.Spec.Labels, ...labels } };
          try {
            await manager.post(`/nodes/${node.ID}/update?version=${node.Version.Index}`, spec);
            return undefined;
          } catch (error) {
            if (error instanceof DockerError && /out of sequence/.test(error.message))
              return error.message;
            throw dockerRefusal(error, 'The node cannot be labelled.');
          }
        },
        (cause) =>
          new ControlPlaneError('DOCKER_REFUSED', 'The node cannot be labelled.', { cause }),
        READY_SECONDS,
      );
    });
  },
};

/** The node is ready and active in its role. */
export const verifyCluster: Phase = {
  name: 'verify-cluster',
  limitSeconds: 120,
  async apply(step) {
    if (step.dry) return;
    await waitFor(
      step,
      async () => {
        const { node } = await nodeOf(step);
        if (node.Status.State !== 'ready')
          return node.Status.Message ?? `it is ${node.Status.State}`;
        return node.Spec.Availability === 'active' ? undefined : `it is ${node.Spec.Availability}`;
      },
      (cause) => new ControlPlaneError('NODE_NOT_READY', 'The node is not ready.', { cause }),
      READY_SECONDS,
    );
    step.update({ isFulfilled: true });
    step.log('The node is ready.');
  },
};

/** Moves the tasks off a node before it leaves. A node that is gone has none. */
export const drainNodes: Phase = {
  name: 'drain-nodes',
  limitSeconds: 300,
  async apply(step) {
    const found = await nodeOf(step).catch((error: unknown) => {
      if (error instanceof DockerError && error.status === 404) return undefined;
      throw error;
    });
    if (!found) return;
    await step.change('Drain the node', async () => {
      const { manager, node } = found;
      const spec = { ...node.Spec, Availability: 'drain' };
      await manager.post(`/nodes/${node.ID}/update?version=${node.Version.Index}`, spec);
      if (node.Status.State !== 'ready') return;
      const filters = encodeURIComponent(
        JSON.stringify({ node: { [node.ID]: true }, 'desired-state': { running: true } }),
      );
      await waitFor(
        step,
        async () => {
          const tasks = await manager.get<{ ID: string }[]>(
            `/tasks?filters=${filters}`,
            step.signal,
          );
          return tasks.length === 0 ? undefined : `${tasks.length} tasks still run there`;
        },
        (cause) => new ControlPlaneError('DRAIN_TIMED_OUT', 'Tasks stay on the node.', { cause }),
        240,
      );
    });
  },
};

/** Takes a node that has left out of the swarm's list. */
export const forgetNodes: Phase = {
  name: 'forget-node',
  limitSeconds: 60,
  targets: (host) => host.nodeId !== '',
  async apply(step) {
    await step.change('Take the node out of the list of the swarm', async () => {
      const manager = await managerDocker(step);
      await forgetNode(step, manager, step.host.nodeId);
    });
    step.update({ nodeId: '' });
  },
};
