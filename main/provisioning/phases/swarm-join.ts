import { anyAddress, hostPort } from '../../../shared/contract/address.ts';
import { dockerInfo } from '../docker/engine.ts';
import type { Phase } from '../phase.ts';
import { leaveSwarm } from '../swarm/leave.ts';
import {
  isFirstMaster,
  isMember,
  joinError,
  recordSwarm,
  rememberNode,
  requireOurMembership,
  SWARM_PORT,
} from '../swarm/membership.ts';
import { demoteNode, managerDocker, removeNode } from '../swarm/nodes.ts';

interface SwarmTokens {
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
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
      const { JoinTokens } = await manager.get<SwarmTokens>('/swarm', step.signal);
      const docker = await step.remote.docker(step.signal);
      const { Swarm } = await dockerInfo(step);
      // a swarm that no longer knows us, or a join that was cut off
      if (Swarm.LocalNodeState !== 'inactive') {
        await requireOurMembership(step);
        if (Swarm.NodeID) await demoteNode(step, manager, Swarm.NodeID);
        await docker.post('/swarm/leave?force=true', {}, step.signal);
        step.update({ nodeId: '' });
        if (Swarm.NodeID) await removeNode(step, manager, Swarm.NodeID);
      }
      await recordSwarm(step);
      const request = {
        ListenAddr: hostPort(anyAddress(step.host.privateIp), SWARM_PORT),
        AdvertiseAddr: step.host.privateIp,
        RemoteAddrs: step.managers().map((host) => hostPort(host.privateIp, SWARM_PORT)),
        JoinToken: step.host.isMaster ? JoinTokens.Manager : JoinTokens.Worker,
      };
      await docker.post('/swarm/join', request, step.signal).catch((error: unknown) => {
        throw joinError(error, `It could not join as ${role}.`);
      });
      await rememberNode(step);
    });
  },
  undo: leaveSwarm,
};
