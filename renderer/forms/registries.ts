import { z } from 'zod';
import { registryInput, type RegistryInput } from '../../shared/contract/registry.ts';
import type { AddIssue } from './schema.ts';

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

/** What a form asks about image registries. */
export const registryFields = { registries: z.array(registryRow) };
const registries = z.object(registryFields);
export type RegistriesInput = z.input<typeof registries>;
export type RegistriesOutput = z.output<typeof registries>;

export function emptyRegistry(): RegistriesInput['registries'][number] {
  return { registry: '', name: '', trust: 'public', caText: '', username: '', password: '' };
}

/** Reports what the rows lack. */
export function checkRegistries({ registries }: RegistriesOutput, addIssue: AddIssue): void {
  for (const [index, each] of registries.entries()) {
    if (each.registry === '') addIssue('registry missing', 'registries', index, 'registry');
    if (each.trust === 'ca' && each.caText.trim() === '') {
      addIssue('ca missing', 'registries', index, 'caText');
    }
  }
}

/** The registries as a request lists them; one without a name is called by its address. */
export function registriesRequest({ registries }: RegistriesOutput) {
  return registries.map(
    ({ registry, name, trust, caText, username, password }) =>
      ({
        registry,
        name: name || registry,
        secure: trust !== 'insecure',
        ca_text: trust === 'ca' ? caText : '',
        username,
        password,
      }) satisfies Partial<RegistryInput>,
  );
}

/**
 * Where the form shows an error that the control plane reports for a registry of the request.
 * @returns the form's path, or null for what is about no registry
 */
export function registryPath({ registries }: RegistriesInput, field: string): string | null {
  const [first, index = '', name = 'registry'] = field.split('.');
  if (first !== 'dockerRegistries' || !registries[Number(index)]) return null;
  return `registries.${index}.${name === 'ca_text' ? 'caText' : name}`;
}
