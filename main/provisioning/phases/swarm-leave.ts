import type { Phase } from '../phase.ts';
import { leaveSwarm } from '../swarm/leave.ts';

/** Docker leaves the swarm that we made it join. */
export const swarmLeave: Phase = {
  name: 'swarm-leave',
  limitSeconds: 120,
  barrier: true,
  oneByOne: (host) => host.isMaster,
  apply: leaveSwarm,
};
