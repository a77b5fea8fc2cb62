import type { TFunction } from 'i18next';

export interface ListedError {
  path: string;
  message: string;
}

/** The messages of react-hook-form's nested errors, in the form's order. */
export function listErrors(errors: unknown, path = ''): ListedError[] {
  if (typeof errors !== 'object' || errors === null) return [];
  if ('message' in errors && typeof errors.message === 'string' && 'type' in errors) {
    return [{ path: path.replace(/\.root$/, ''), message: errors.message }];
  }
  return Object.entries(errors).flatMap(([key, inner]) =>
    // a field's element hangs beside its message and leads through the whole document
    key === 'ref' ? [] : listErrors(inner, path ? `${path}.${key}` : key),
  );
}

/** The name of a field as the form shows it. */
export function labelOf(path: string, t: TFunction): string {
  const parts = path.split('.');
  const label = fieldLabel(parts.at(-1) ?? '', parts[0] === 'registries', t);
  const n = Number(parts[1]) + 1;
  if (parts[0] === 'registries') return t('create.ofRegistry', { label, n });
  if (parts[0] !== 'nodes') return label;
  return t(parts[2] === 'jump' ? 'create.ofJump' : 'create.ofMachine', { label, n });
}

function fieldLabel(name: string, ofRegistry: boolean, t: TFunction): string {
  switch (name) {
    case 'name':
      return ofRegistry ? t('create.registryName') : t('create.name');
    case 'password':
      return ofRegistry ? t('create.registryPassword') : t('create.password');
    case 'ip':
      return t('create.address');
    case 'port':
      return t('create.port');
    case 'role':
      return t('create.role');
    case 'sshUser':
      return t('create.user');
    case 'privateKey':
      return t('create.privateKey');
    case 'passphrase':
      return t('create.passphrase');
    case 'sudoPassword':
      return t('create.sudoPassword');
    case 'hostname':
      return t('create.hostname');
    case 'privateNicName':
      return t('create.nic');
    case 'hostKey':
      return t('create.hostKey');
    case 'registry':
      return t('create.registryAddress');
    case 'caText':
      return t('create.caText');
    case 'username':
      return t('create.registryUser');
    case 'createCategory':
      return t('create.category');
    case 'stack':
      return t('create.stack');
    case 'hostKeyPolicy':
      return t('create.policy');
    default:
      return t('create.nodes');
  }
}
