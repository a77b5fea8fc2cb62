import { problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import type { HostRecord } from '../../store/hosts.ts';
import type { Check } from '../checks/check.ts';
import { dockerInfo } from '../docker/engine.ts';
import type { StepContext } from '../phase.ts';
import { isOurSwarm, swarmPorts } from './membership.ts';
import { managerDocker, type SwarmNode } from './nodes.ts';

function usesPort(host: HostRecord, port: number): boolean {
  return swarmPorts.some((used) => used.port === port && (host.isMaster || !used.mastersOnly));
}

/** In which swarm Docker is that is none of ours; also where it does not run, or is gone. */
async function otherSwarm(facts: Facts, step: StepContext): Promise<string | undefined> {
  if (facts.docker_active !== 'active') {
    if (facts.swarm_state === undefined) return undefined;
    return `Docker does not run, but ${facts.swarm_state} says that it is a member of a swarm.`;
  }
  const { LocalNodeState, Cluster, NodeID } = (await dockerInfo(step)).Swarm;
  if (LocalNodeState === 'inactive') return undefined;
  // only a manager knows which swarm it is in
  return Cluster?.ID
    ? `Docker is a manager of swarm ${Cluster.ID}.`
    : `Docker is a worker of a swarm, as node ${NodeID || 'without an id'} (${LocalNodeState}).`;
}

/** Docker must be in no other swarm, and a swarm's ports must be free. */
const membership: Check = async (facts, step) => {
  if (await isOurSwarm(step)) return [];
  const other = await otherSwarm(facts, step);
  if (other) {
    // whoever has the host has put it there: that it is taken says what is to be done
    const isTaken = (await step.ledger.owner())?.swarm !== undefined;
    return isTaken ? [] : [problem('HOST_IN_OTHER_SWARM', other)];
  }
  // a Docker that has left a swarm may keep its gossip port and the kernel's vxlan port open, and
  // uses both again
  const others = facts.listeners
    .filter(({ program }) => program && program !== 'dockerd')
    .filter(({ port }) => usesPort(step.host, port));
  return others.map(({ protocol, port, program }) =>
    problem('HOST_PORT_IN_USE', `${program} listens on ${protocol} port ${port}.`),
  );
};

/** A name that a node of the running cluster has already. */
const nodeName: Check = async (facts, step) => {
  const running = step.managers().some(({ id }) => step.hosts.every((host) => host.id !== id));
  if (!running) return [];
  const manager = await managerDocker(step);
  const nodes = await manager.get<SwarmNode[]>('/nodes', step.signal);
  const name = step.host.wantedName || facts.hostname;
  const own = new Set(facts.addresses.map(({ address }) => address));
  return nodes
    .filter(({ Description, Status }) => Description.Hostname === name && !own.has(Status.Addr))
    .map(({ Status }) =>
      problem('HOST_NAME_SHARED', `${Status.Addr} of the cluster has the same host name, ${name}.`),
    );
};

/** What a swarm needs of a host. */
export const swarmChecks: readonly Check[] = [membership, nodeName];
