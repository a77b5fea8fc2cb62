import { isOneOf, loginLabels, type LabelOf } from '../../forms/labels.ts';

const labels = {
  ...loginLabels,
  ip: 'machines.address',
  port: 'machines.port',
  role: 'machines.role',
  hostname: 'machines.hostname',
  privateNicName: 'machines.nic',
  hostKey: 'machines.hostKey',
} as const;

/** The name of a field of a machine; what is about no one field is about the machines. */
export const machineLabel: LabelOf = (path, t) => {
  const [first, index, part, ...rest] = path.split('.');
  const name = rest.at(-1) ?? part ?? index ?? '';
  const label = t(isOneOf(labels, name) ? labels[name] : 'machines.title');
  if (first !== 'nodes') return label;
  const n = Number(index) + 1;
  return t(part === 'jump' ? 'machines.ofJump' : 'machines.ofMachine', { label, n });
};
