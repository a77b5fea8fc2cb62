import type { TFunction } from 'i18next';

/** The name of a field as its form shows it, from the field's path. */
export type LabelOf = (path: string, t: TFunction) => string;

/** The texts of the login fields, by the last part of a field's path. */
export const loginLabels = {
  sshUser: 'login.user',
  method: 'login.method',
  privateKey: 'login.privateKey',
  passphrase: 'login.passphrase',
  password: 'login.password',
  sudoPassword: 'login.sudoPassword',
} as const;

const registryLabels = {
  registry: 'registries.address',
  name: 'registries.name',
  trust: 'registries.trustLabel',
  caText: 'registries.caText',
  username: 'registries.user',
  password: 'registries.password',
} as const;

/** The name of a registry's field; null where the path leads to no registry. */
export function registryLabel(path: string, t: TFunction): string | null {
  const [first, index, name = ''] = path.split('.');
  if (first !== 'registries' || !isOneOf(registryLabels, name)) return null;
  return t('registries.ofRegistry', { label: t(registryLabels[name]), n: Number(index) + 1 });
}

/** Whether a table of labels has a name. */
export function isOneOf<T extends object>(labels: T, name: string): name is string & keyof T {
  return Object.hasOwn(labels, name);
}
