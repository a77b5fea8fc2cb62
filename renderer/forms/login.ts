import { z } from 'zod';
import { nodeInput } from '../../shared/contract/node.ts';
import { omitUndefined } from '../lib/objects.ts';
import { optionalText, type AddIssue } from './schema.ts';

export const loginMethods = ['key', 'password', 'agent'] as const;

const node = nodeInput.shape;

/** How one logs in to a machine: the method, and what each of the methods needs. */
export const credentials = z.object({
  method: z.enum(loginMethods),
  privateKey: optionalText(node.privateKey),
  passphrase: optionalText(node.passphrase),
  password: optionalText(node.password),
  sudoPassword: optionalText(node.sudoPassword),
});
export type Credentials = z.output<typeof credentials>;

/** The login fields before anything is typed. */
export function emptyCredentials(): z.input<typeof credentials> {
  return { method: 'key', privateKey: '', passphrase: '', password: '', sudoPassword: '' };
}

/**
 * Reports what the chosen method lacks.
 * @param path of the login in its form
 */
export function checkCredentials(
  { method, privateKey, password }: Credentials,
  path: (string | number)[],
  addIssue: AddIssue,
): void {
  if (method === 'key' && !privateKey?.trim()) addIssue('key missing', ...path, 'privateKey');
  if (method === 'password' && !password) addIssue('password missing', ...path, 'password');
}

/** The login as a request carries it: only what the chosen method needs leaves the page. */
export function loginRequest(login: Credentials) {
  const { method, privateKey, passphrase, password, sudoPassword } = login;
  const byMethod = {
    key: { privateKey, passphrase },
    password: { password },
    agent: { useAgent: true },
  };
  return omitUndefined({ ...byMethod[method], sudoPassword });
}

const fieldNames: ReadonlySet<string> = new Set([
  'privateKey',
  'passphrase',
  'password',
  'sudoPassword',
]);

/** Whether a field of a machine in a request is one of its login, which the form keeps apart. */
export function isLoginField(name: string): boolean {
  return fieldNames.has(name);
}
