import type { CreateClusterRaw, RegistryInput } from '../../../shared/contract/cluster.ts';
import { machinePath, nodeLists } from './machine-request.ts';
import type { FormInput, FormOutput } from './schema.ts';

function registryOf({
  registry,
  name,
  trust,
  caText,
  username,
  password,
}: FormOutput['registries'][number]) {
  return {
    registry,
    name: name || registry,
    secure: trust !== 'insecure',
    ca_text: trust === 'ca' ? caText : '',
    username,
    password,
  } satisfies Partial<RegistryInput>;
}

/** The form as the control plane takes it. */
export function toRequest(values: FormOutput): CreateClusterRaw {
  const lists = nodeLists(values);
  return {
    name: values.name,
    type: 'customized',
    createCategory: values.createCategory,
    stack: values.stack,
    hostKeyPolicy: values.hostKeyPolicy,
    takeOver: values.takeOver,
    masterCount: lists.masterNodes.length,
    sharedCount: lists.sharedNodes.length,
    pureslaveCount: lists.pureslaveNodes.length,
    ...lists,
    dockerRegistries: values.registries.map(registryOf),
  };
}

/**
 * Where the form shows an error that the control plane reports for a field of the request.
 * @returns the form's path, or null for what has no field of its own
 */
export function formPath(values: FormInput, field: string): string | null {
  const [first, second = '', ...rest] = field.split('.');
  if (first === 'name' || first === 'createCategory' || first === 'stack') return first;
  if (first === 'hostKeyPolicy') return first;
  if (first === 'dockerRegistries' && values.registries[Number(second)]) {
    const [name = 'registry'] = rest;
    return `registries.${second}.${name === 'ca_text' ? 'caText' : name}`;
  }
  return machinePath(values, field);
}
