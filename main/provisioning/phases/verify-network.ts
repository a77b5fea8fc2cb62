import type { HostRecord } from '../../store/hosts.ts';
import type { Phase, StepContext } from '../phase.ts';
import { swarmPorts } from '../swarm/membership.ts';

/** So many peers a host tries, the next ones in the list: each port is tried from several sides. */
const PEERS = 8;
const CONNECT_SECONDS = 3;
/**
 * Says `no ADDRESS PORT` for each pair of arguments to which no TCP connection comes about, `untried`
 * where the host has no bash: no other program that takes part in every system opens a connection.
 */
const TRY_PORTS = `command -v bash >/dev/null && command -v timeout >/dev/null || { echo untried; exit 0; }
while [ "$#" -gt 1 ]; do
  { timeout ${CONNECT_SECONDS} bash -c ': </dev/tcp/"$0"/"$1"' "$1" "$2" 2>/dev/null || echo "no $1 $2"; } &
  shift 2
done; wait`;

/** The hosts after this one in the list, which goes round. */
function nextPeers(step: StepContext): HostRecord[] {
  const { host, hosts } = step;
  const all = [...new Map([...hosts, ...step.managers()].map((one) => [one.id, one])).values()];
  const own = all.findIndex(({ id }) => id === host.id);
  return [...all.slice(own + 1), ...all.slice(0, own)].slice(0, PEERS);
}

/**
 * The swarm's TCP ports of other hosts are tried from each host. A swarm whose hosts reach their
 * managers alone says that all is well, and its services do not find each other. UDP cannot be
 * tried so: an open port and one whose packets are dropped are both silent.
 */
export const verifyNetwork: Phase = {
  name: 'verify-network',
  limitSeconds: 60,
  barrier: true,
  async apply(step) {
    if (step.dry) return;
    const tries = nextPeers(step).flatMap((peer) =>
      swarmPorts
        .filter(({ protocols, mastersOnly }) => protocols.includes('tcp') && !mastersOnly)
        .map(({ port }) => ({ peer, address: peer.privateIp, port })),
    );
    if (tries.length === 0) return;
    const args = tries.flatMap(({ address, port }) => [address, String(port)]);
    const answer = await step.remote.root(TRY_PORTS, { args, signal: step.signal });
    for (const { peer, address, port } of tries) {
      if (!answer.stdout.split('\n').includes(`no ${address} ${port}`)) continue;
      const way = `TCP port ${port} of ${peer.ip}`;
      step.log(`Warning: ${way} does not answer this host. Open it between the hosts.`);
    }
  },
};
