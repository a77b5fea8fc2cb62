import { dockerInfo, dockerRefusal } from '../docker/engine.ts';
import type { Phase } from '../phase.ts';
import { leaveSwarm } from '../swarm/leave.ts';
import {
  CLUSTER_LABEL,
  isFirstMaster,
  isThisSwarm,
  recordSwarm,
  rememberNode,
  SWARM_PORT,
} from '../swarm/membership.ts';

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
      const request = {
        ListenAddr: `0.0.0.0:${SWARM_PORT}`,
        AdvertiseAddr: step.host.privateIp,
        Spec: { Labels: { [CLUSTER_LABEL]: step.cluster.id } },
      };
      await docker.post('/swarm/init', request, step.signal).catch((error: unknown) => {
        throw dockerRefusal(error, 'Docker did not start a swarm.');
      });
      await rememberNode(step);
    });
  },
  undo: leaveSwarm,
};
