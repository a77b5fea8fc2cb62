import type { Login } from '../remote/login.ts';
import type { Vault } from '../secrets/vault.ts';
import type { HostRecord, StoredLogin } from '../store/hosts.ts';

/** The secrets of a login as they lie in the vault, as JSON, under the host's id. */
export interface LoginSecrets {
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly password?: string | undefined;
  readonly sudoPassword?: string | undefined;
  readonly jump?: Omit<LoginSecrets, 'jump'> | undefined;
}

const PURPOSE = 'login';

export function storeLogin(vault: Vault, hostId: string, secrets: LoginSecrets): void {
  vault.put(hostId, PURPOSE, JSON.stringify(secrets));
}

/** A stored login and its secrets put together. A password also serves sudo where none is given. */
export function toLogin(
  host: { ip: string; port: number; sshUser: string; login: StoredLogin },
  secrets: LoginSecrets,
): Login {
  const { jump: jumpSecrets, ...own } = secrets;
  const { jump, ...stored } = host.login;
  return {
    host: host.ip,
    port: host.port,
    user: host.sshUser,
    ...stored,
    ...own,
    sudoPassword: own.sudoPassword ?? own.password,
    ...(jump ? { jump: { ...jump, ...jumpSecrets } } : {}),
  };
}

/** The login of a host that is in the store, with its secrets. */
export function loginOf(vault: Vault, host: HostRecord): Login {
  return toLogin(host, JSON.parse(vault.get(host.id, PURPOSE) ?? '{}') as LoginSecrets);
}

/** What of a login must never be shown. */
export function secretsOf(login: Login): string[] {
  const own = [login.privateKey, login.passphrase, login.password, login.sudoPassword];
  const jump = login.jump ? secretsOf(login.jump) : [];
  return [...own.filter((secret) => secret !== undefined), ...jump];
}
