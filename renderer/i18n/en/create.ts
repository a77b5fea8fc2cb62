export const create = {
  title: 'Create a cluster',
  intro:
    'From your own Linux machines, over SSH. First comes a plan; nothing is changed before you agree to it.',
  step: 'Create',
  cluster: 'The cluster',
  name: 'Cluster name',
  nameHint: 'Letters, digits and hyphens, 32 at most.',
  category: 'Category',
  categories: {
    compact: {
      title: 'Compact',
      text: '1 master, 2 machines or more. For tests and small teams.',
    },
    ha: {
      title: 'Highly available',
      text: '3 or 5 masters, 5 machines or more. Goes on when a master is lost.',
    },
  },
  stack: 'Stack',
  stacks: {
    swarm: {
      title: 'Docker Swarm',
      text: 'Recommended. Needs nothing but Docker, which is installed where it is missing.',
    },
    dcos: {
      title: 'DC/OS',
      text: 'Mesos, Marathon and ZooKeeper. Not available in this version yet.',
    },
  },
  nodesTable: 'Machines of the cluster',
  rolesHint:
    'Masters run the cluster. Shared machines take traffic from outside. Workers take everything else.',
  policy: 'Host keys',
  policies: {
    'accept-new': 'Trust a host at the first contact and remember its key',
    pin: 'Only hosts whose key is pinned here',
  },
  leaveTitle: 'Leave without creating the cluster?',
  plan: 'The plan for {{name}}',
  submit: 'Create the cluster',
};
