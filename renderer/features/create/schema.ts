import { z } from 'zod';
import {
  createCategories,
  createClusterInput,
  hostKeyPolicies,
  stackNames,
} from '../../../shared/contract/cluster.ts';
import type { HostRole } from '../../../shared/contract/host.ts';
import { checkRegistries, registryFields } from '../../forms/registries.ts';
import { issuesOf, type AddIssue } from '../../forms/schema.ts';
import type { FieldMessage } from '../../i18n/field-text.ts';
import { checkMachines, emptyMachines, machineFields } from '../machines/index.ts';

const fields = z.object({
  name: createClusterInput.shape.name
    .unwrap()
    .regex(/^[A-Za-z0-9-]{1,32}$/, 'name rule' satisfies FieldMessage),
  createCategory: z.enum(createCategories),
  stack: z.enum(stackNames),
  hostKeyPolicy: z.enum(hostKeyPolicies),
  ...machineFields,
  ...registryFields,
});
type Fields = z.output<typeof fields>;

/** Rules of how many machines of which kind; they belong to no single field. */
function checkCounts({ createCategory, nodes }: Fields, addIssue: AddIssue): void {
  const count = (role: HostRole) => nodes.filter((each) => each.role === role).length;
  const masters = count('master');
  const compact = createCategory === 'compact';
  if (compact && masters !== 1) addIssue('compact rule', 'counts', 'masters');
  if (!compact && masters !== 3 && masters !== 5) addIssue('ha rule', 'counts', 'masters');
  if (nodes.length < (compact ? 2 : 5)) {
    addIssue(compact ? 'compact size' : 'ha size', 'counts', 'size');
  }
  if (count('shared') === 0) addIssue('shared rule', 'counts', 'shared');
}

function checkPins({ hostKeyPolicy, nodes }: Fields, addIssue: AddIssue): void {
  if (hostKeyPolicy !== 'pin') return;
  for (const [index, { hostKey }] of nodes.entries()) {
    if (!hostKey) addIssue('pin missing', 'nodes', index, 'hostKey');
  }
}

/**
 * The form, made of the shared schemas' own fields. Its output keeps empty texts out; `toRequest`
 * turns it into a request. Messages are keys of the `field` translations or the schemas' own words.
 */
export const formSchema = fields.superRefine((values, context) => {
  const addIssue = issuesOf(context);
  checkMachines(values, context);
  checkCounts(values, addIssue);
  checkPins(values, addIssue);
  checkRegistries(values, addIssue);
});

export type FormInput = z.input<typeof formSchema>;
export type FormOutput = z.output<typeof formSchema>;

/** The machines that a form of this category begins with. */
export function startingRoles(category: FormInput['createCategory']): HostRole[] {
  const masters = category === 'ha' ? 3 : 1;
  return [...Array.from({ length: masters }, () => 'master' as const), 'shared', 'pure'];
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
