import type { DockerInfo } from '../docker/engine.ts';
import { drainNodes } from '../phases/drain-nodes.ts';
import { forgetNode } from '../phases/forget-node.ts';
import { labelNodes } from '../phases/label-nodes.ts';
import { swarmInit } from '../phases/swarm-init.ts';
import { swarmJoin } from '../phases/swarm-join.ts';
import { swarmLeave } from '../phases/swarm-leave.ts';
import { verifyCluster } from '../phases/verify-cluster.ts';
import { verifyNetwork } from '../phases/verify-network.ts';
import { swarmChecks } from '../swarm/checks.ts';
import { swarmPorts } from '../swarm/membership.ts';
import type { Stack } from './stack.ts';

/** Docker Swarm. */
export const swarm: Stack = {
  name: 'swarm',
  title: 'Docker Swarm',
  needs: [
    'Linux hosts with systemd and SSH, a user who may sudo',
    'TCP 2377 and 7946, UDP 7946 and 4789 open between the hosts',
  ],
  ports: swarmPorts,
  checks: swarmChecks,
  form: [swarmInit, swarmJoin, labelNodes, verifyCluster, verifyNetwork],
  join: [swarmJoin, labelNodes, verifyCluster, verifyNetwork],
  drain: [drainNodes],
  forget: [forgetNode],
  leave: swarmLeave,
  async components(remote, host, signal) {
    const info = await remote
      .docker(signal)
      .then((docker) => docker.get<DockerInfo>('/info', signal))
      .catch(() => undefined);
    const isActive = info?.Swarm.LocalNodeState === 'active';
    const inRole = isActive && info?.Swarm.ControlAvailable === host.isMaster;
    return [
      { name: 'docker', ip: host.ip, healthy: info !== undefined },
      { name: host.isMaster ? 'swarmmanager' : 'swarmworker', ip: host.ip, healthy: inRole },
    ];
  },
};
