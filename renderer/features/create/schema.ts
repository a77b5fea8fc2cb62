import { z } from 'zod';
import {
  createCategories,
  createClusterInput,
  hostKeyPolicies,
  registryInput,
  stackNames,
} from '../../../shared/contract/cluster.ts';
import type { FieldMessage } from '../../i18n/field-text.ts';
import {
  checkMachines,
  emptyMachines,
  machineFields,
  reportTo,
  type Report,
  type Role,
} from './machines.ts';

export const trusts = ['public', 'ca', 'insecure'] as const;

const registry = registryInput.shape;

const registryRow = z.object({
  registry: registry.registry.unwrap(),
  name: registry.name.unwrap(),
  trust: z.enum(trusts),
  caText: registry.ca_text.unwrap(),
  username: registry.username.unwrap(),
  password: registry.password.unwrap(),
});

const fields = z.object({
  name: createClusterInput.shape.name.regex(
    /^[A-Za-z0-9-]{1,32}$/,
    'name rule' satisfies FieldMessage,
  ),
  createCategory: z.enum(createCategories),
  stack: z.enum(stackNames),
  hostKeyPolicy: z.enum(hostKeyPolicies),
  ...machineFields,
  registries: z.array(registryRow),
});
type Fields = z.output<typeof fields>;

/** Rules of how many machines of which kind; they belong to no single field. */
function checkCounts({ createCategory, nodes }: Fields, report: Report): void {
  const count = (role: Role) => nodes.filter((each) => each.role === role).length;
  const masters = count('master');
  const compact = createCategory === 'compact';
  if (compact && masters !== 1) report('compact rule', 'counts', 'masters');
  if (!compact && masters !== 3 && masters !== 5) report('ha rule', 'counts', 'masters');
  if (nodes.length < (compact ? 2 : 5)) {
    report(compact ? 'compact size' : 'ha size', 'counts', 'size');
  }
  if (count('shared') === 0) report('shared rule', 'counts', 'shared');
}

function checkPins({ hostKeyPolicy, nodes }: Fields, report: Report): void {
  if (hostKeyPolicy !== 'pin') return;
  for (const [index, { hostKey }] of nodes.entries()) {
    if (!hostKey) report('pin missing', 'nodes', index, 'hostKey');
  }
}

function checkRegistries({ registries }: Fields, report: Report): void {
  for (const [index, each] of registries.entries()) {
    if (each.registry === '') report('registry missing', 'registries', index, 'registry');
    if (each.trust === 'ca' && each.caText.trim() === '') {
      report('ca missing', 'registries', index, 'caText');
    }
  }
}

/**
 * The form, made of the shared schemas' own fields. Its output keeps empty texts out; `toRequest`
 * turns it into a request. Messages are keys of the `field` translations or the schemas' own words.
 */
export const formSchema = fields.superRefine((values, context) => {
  const report = reportTo(context);
  checkMachines(values, context);
  checkCounts(values, report);
  checkPins(values, report);
  checkRegistries(values, report);
});

export type FormInput = z.input<typeof formSchema>;
export type FormOutput = z.output<typeof formSchema>;

export function emptyRegistry(): FormInput['registries'][number] {
  return { registry: '', name: '', trust: 'public', caText: '', username: '', password: '' };
}

/** The machines that a form of this category begins with. */
export function startingRoles(category: FormInput['createCategory']): Role[] {
  const masters = category === 'ha' ? 3 : 1;
  return [...Array.from({ length: masters }, () => 'master' as const), 'shared', 'worker'];
}

export function emptyForm(): FormInput {
  return {
    name: '',
    createCategory: 'compact',
    stack: 'swarm',
    hostKeyPolicy: 'accept-new',
    ...emptyMachines(startingRoles('compact')),
    registries: [],
  };
}
