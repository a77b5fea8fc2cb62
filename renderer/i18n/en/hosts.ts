export const hosts = {
  add: 'Add hosts',
  remove: 'Remove hosts',
  selectAll: 'Select all hosts that can be removed',
  select: 'Select {{name}}',
  selectFirst: 'Select the hosts first. Masters cannot be removed.',
  selected_one: '{{count}} host selected',
  selected_other: '{{count}} hosts selected',
  adding: {
    title: 'Add hosts to {{name}}',
    intro:
      'More of your own Linux machines, over SSH. First comes a plan; nothing is changed before you agree to it.',
    plan: 'The plan for the new hosts of {{name}}',
    step: 'Add',
    submit: 'Add the hosts',
    table: 'Machines to add',
    rolesHint: 'Shared machines take traffic from outside. Workers take everything else.',
    leaveTitle: 'Leave without adding the hosts?',
    busy: 'Hosts can be added while the cluster runs or has failed. Its status is now: {{status}}.',
  },
  removal: {
    title: 'Remove these hosts from {{name}}?',
    list: 'Hosts to remove',
    intro: 'This happens on each of them:',
    drained: 'It is drained: its services move to the hosts that stay.',
    left: 'It is taken off the cluster.',
    cleaned: 'What we put on it is taken off, and what was there before is restored.',
    writtenOff:
      'A host that does not answer is written off: it leaves the cluster, but what we put on it stays there.',
    submit: 'Remove the hosts',
  },
};
