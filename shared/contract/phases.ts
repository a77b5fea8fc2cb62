/** Every phase there is, with its title as the API gives it; the page has its own in other languages. */
export const phaseTitles = {
  connect: 'Connect and verify the host key',
  preflight: 'Check the host',
  claim: 'Mark the host as ours',
  hostname: 'Set the host name',
  'install-docker': 'Install Docker',
  'configure-docker': 'Configure Docker',
  'authorize-keys': 'Add public keys',
  'swarm-init': 'Start the swarm',
  'swarm-join': 'Join the swarm',
  'label-nodes': 'Label the node',
  'verify-cluster': 'Verify the node',
  'verify-network': 'Try the ports between the hosts',
  'drain-nodes': 'Drain the node',
  'swarm-leave': 'Leave the swarm',
  'forget-node': 'Take the node off the list',
  'revoke-keys': 'Remove public keys',
  'restore-docker': 'Restore the Docker configuration',
  'restore-hostname': 'Restore the host name',
  'remove-docker': 'Remove the packages we installed',
  release: 'Give the host back',
} as const;

export type PhaseName = keyof typeof phaseTitles;

/** Whether this version of the program knows a phase. */
export function isPhaseName(name: string): name is PhaseName {
  return Object.hasOwn(phaseTitles, name);
}

/** A phase's title; the name itself for one that this version of the program does not know. */
export function phaseTitle(name: string): string {
  return isPhaseName(name) ? phaseTitles[name] : name;
}
