import { anyAddress, hostPort } from '../../../shared/contract/address.ts';
import { dockerInfo, dockerRefusal } from '../docker/engine.ts';
import type { Phase } from '../phase.ts';
import { leaveSwarm } from '../swarm/leave.ts';
import {
  isFirstMaster,
  isThisSwarm,
  recordSwarm,
  rememberNode,
  requireOurMembership,
  SWARM_PORT,
} from '../swarm/membership.ts';
import { CLUSTER_LABEL, type SwarmIdentity } from '../swarm/nodes.ts';

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
      if (Swarm.LocalNodeState !== 'inactive') {
        await requireOurMembership(step);
        await docker.post('/swarm/leave?force=true', {}, step.signal);
      }
      await recordSwarm(step);
      const request = {
        ListenAddr: hostPort(anyAddress(step.host.privateIp), SWARM_PORT),
        AdvertiseAddr: step.host.privateIp,
        Spec: { Labels: { [CLUSTER_LABEL]: step.cluster.id } },
      };
      await docker.post('/swarm/init', request, step.signal).catch((error: unknown) => {
        throw dockerRefusal(error, 'Docker did not start a swarm.');
      });
      step.updateCluster({ swarmId: (await docker.get<SwarmIdentity>('/swarm', step.signal)).ID });
      await rememberNode(step);
    });
  },
  undo: leaveSwarm,
};
