import type { FieldError } from '../../shared/contract/errors.ts';
import type { JumpInput, NodeInput } from '../../shared/contract/node.ts';
import type { LoginSecrets } from '../fleet/logins.ts';
import type { StoredLogin } from '../store/hosts.ts';
import { readPrivateKey } from './private-keys.ts';

/** Finds the private half of a stored key; undefined where we do not hold it. */
export type KeyById = (
  id: string,
) => { privateKey: string; passphrase?: string | undefined } | undefined;

export interface NodeLogin {
  readonly login: StoredLogin;
  readonly secrets: LoginSecrets;
}

function readSecrets(
  input: JumpInput,
  field: string,
  keyById: KeyById,
  errors: FieldError[],
): LoginSecrets {
  const { password, sudoPassword, keyId, useAgent } = input;
  let { passphrase } = input;
  let privateKey: string | undefined;
  if (input.privateKey) {
    const reading = readPrivateKey(input.privateKey, passphrase);
    if ('key' in reading) privateKey = reading.key;
    else errors.push({ field: `${field}.privateKey`, message: `${input.ip}: ${reading.fault}` });
  } else if (keyId) {
    const stored = keyById(keyId);
    if (stored) ({ privateKey, passphrase } = { passphrase, ...stored });
    else {
      const message = 'is no key whose private half is stored here';
      errors.push({ field: `${field}.keyId`, message });
    }
  } else if (!password && !useAgent) {
    errors.push({
      field: `${field}.privateKey`,
      message: `${input.ip}: give a privateKey, a password, a keyId, or useAgent`,
      code: 'HOST_LOGIN_MISSING',
    });
  }
  return { privateKey, passphrase, password, sudoPassword };
}

/**
 * Takes a node's login apart: what may lie in the store, and the secrets for the vault.
 * @param field the node's path in the request, such as masterNodes.0
 * @param errors gets everything that is wrong
 */
export function readLogin(
  node: NodeInput,
  field: string,
  keyById: KeyById,
  errors: FieldError[],
): NodeLogin {
  const { jump } = node;
  const secrets = readSecrets(node, field, keyById, errors);
  const jumpSecrets = jump && readSecrets(jump, `${field}.jump`, keyById, errors);
  return {
    login: {
      useAgent: node.useAgent ?? false,
      hostKey: node.hostKey,
      jump: jump && {
        host: jump.ip,
        port: jump.port,
        user: jump.sshUser,
        useAgent: jump.useAgent ?? false,
        hostKey: jump.hostKey,
      },
    },
    secrets: { ...secrets, ...(jumpSecrets ? { jump: jumpSecrets } : {}) },
  };
}
