import type { CreateClusterRaw } from '../../../shared/contract/cluster.ts';
import { registriesRequest, registryPath } from '../../forms/registries.ts';
import { machinePath, nodeLists } from '../machines/index.ts';
import type { FormInput, FormOutput } from './schema.ts';

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
    dockerRegistries: registriesRequest(values),
  };
}

const ownFields: ReadonlySet<string> = new Set([
  'name',
  'createCategory',
  'stack',
  'hostKeyPolicy',
]);

/**
 * Where the form shows an error that the control plane reports for a field of the request.
 * @returns the form's path, or null for what has no field of its own
 */
export function formPath(values: FormInput, field: string): string | null {
  if (ownFields.has(field)) return field;
  return registryPath(values, field) ?? machinePath(values, field);
}
