import type { ErrorCode, FieldError } from '../../shared/contract/errors.ts';
import type { JumpInput, NodeInput } from '../../shared/contract/node.ts';
import type { LoginSecrets } from '../fleet/logins.ts';
import type { StoredLogin } from '../store/hosts.ts';
import { readPrivateKey } from './private-keys.ts';

/** The private half of a stored key, or why there is none to be had. */
export type StoredKey =
  | { readonly privateKey: string; readonly passphrase?: string | undefined }
  | { readonly code: ErrorCode; readonly fault: string };

export type KeyById = (id: string) => StoredKey;

export interface NodeLogin {
  readonly login: StoredLogin;
  readonly secrets: LoginSecrets;
  /** everything that is wrong with it */
  readonly faults: readonly FieldError[];
}

function readSecrets(
  input: JumpInput,
  field: string,
  keyById: KeyById,
): { secrets: LoginSecrets; faults: FieldError[] } {
  const faults: FieldError[] = [];
  const { password, sudoPassword, keyId, useAgent } = input;
  let { passphrase } = input;
  let privateKey: string | undefined;
  if (input.privateKey) {
    const reading = readPrivateKey(input.privateKey, passphrase);
    if ('key' in reading) privateKey = reading.key;
    else faults.push({ field: `${field}.privateKey`, message: `${input.ip}: ${reading.fault}` });
  } else if (keyId) {
    const stored = keyById(keyId);
    if ('privateKey' in stored) ({ privateKey, passphrase } = { passphrase, ...stored });
    else faults.push({ field: `${field}.keyId`, message: stored.fault, code: stored.code });
  } else if (!password && !useAgent) {
    faults.push({
      field: `${field}.privateKey`,
      message: `${input.ip}: give a privateKey, a password, a keyId, or useAgent`,
      code: 'HOST_LOGIN_MISSING',
    });
  }
  return { secrets: { privateKey, passphrase, password, sudoPassword }, faults };
}

/**
 * Takes a node's login apart: what may lie in the store, and the secrets for the vault.
 * @param field the node's path in the request, such as masterNodes.0
 */
export function readLogin(node: NodeInput, field: string, keyById: KeyById): NodeLogin {
  const { jump } = node;
  const own = readSecrets(node, field, keyById);
  const through = jump && readSecrets(jump, `${field}.jump`, keyById);
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
    secrets: { ...own.secrets, ...(through ? { jump: through.secrets } : {}) },
    faults: [...own.faults, ...(through?.faults ?? [])],
  };
}
