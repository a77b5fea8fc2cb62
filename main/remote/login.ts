import type { ControlPlaneError } from '../../shared/contract/errors.ts';

/** How to reach a machine and log in; all in clear, never stored or logged in this form. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly password?: string | undefined;
  readonly sudoPassword?: string | undefined;
  readonly useAgent?: boolean | undefined;
  /** the pin that the operator gave with the node */
  readonly hostKey?: string | undefined;
  readonly jump?: Login | undefined;
}

/** Says whether a host's key is the right one: an error is the refusal. */
export type HostKeyCheck = (login: Login, fingerprint: string) => true | ControlPlaneError;

export interface ConnectOptions {
  readonly checkHostKey: HostKeyCheck;
  readonly signal?: AbortSignal | undefined;
}
