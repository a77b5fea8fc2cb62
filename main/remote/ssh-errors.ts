import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import type { Login } from './connection.ts';

interface SshError extends Error {
  level?: string;
  code?: string;
}

const byCode: Record<string, [ErrorCode, (login: Login) => string]> = {
  ENOTFOUND: ['HOST_NAME_UNKNOWN', (l) => `The name ${l.host} cannot be resolved.`],
  EAI_AGAIN: ['HOST_NAME_UNKNOWN', (l) => `The name ${l.host} cannot be resolved now.`],
  ECONNREFUSED: ['HOST_PORT_REFUSED', (l) => `${l.host} refuses connections to port ${l.port}.`],
  ETIMEDOUT: ['HOST_UNREACHABLE', (l) => `${l.host} does not answer on port ${l.port}.`],
  EHOSTUNREACH: ['HOST_UNREACHABLE', (l) => `There is no way to ${l.host}.`],
  ENETUNREACH: ['HOST_UNREACHABLE', (l) => `There is no route to the network of ${l.host}.`],
  ECONNRESET: ['HOST_CONNECTION_LOST', (l) => `${l.host} cut the connection.`],
  EPIPE: ['HOST_CONNECTION_LOST', (l) => `${l.host} cut the connection.`],
};

function waysTried(login: Login): string {
  const ways = [
    login.privateKey ? 'key' : undefined,
    login.password ? 'password' : undefined,
    login.useAgent ? 'SSH agent' : undefined,
  ];
  return ways.filter((way) => way !== undefined).join(', ');
}

/** What ssh2 or the socket says, as one of our errors. An abort's own error passes through. */
export function sshError(error: SshError, login: Login): Error {
  if (error instanceof ControlPlaneError || error.name === 'AbortError') return error;
  const host = login.host;
  const known = error.code ? byCode[error.code] : undefined;
  if (known)
    return new ControlPlaneError(known[0], known[1](login), { host, cause: error.message });
  if (error.level === 'client-authentication') {
    return new ControlPlaneError(
      'HOST_LOGIN_REFUSED',
      `${host} does not let ${login.user} in (tried: ${waysTried(login)}).`,
      { host, cause: error.message },
    );
  }
  if (error.level === 'client-timeout' || /timed out/i.test(error.message)) {
    return new ControlPlaneError(
      'HOST_UNREACHABLE',
      `${host} did not finish the SSH login on port ${login.port} in time.`,
      { host, cause: error.message },
    );
  }
  if (/open failed|Channel open failure/i.test(error.message)) {
    return new ControlPlaneError('HOST_SESSION_REFUSED', `sshd on ${host} opened no session.`, {
      host,
      cause: error.message,
    });
  }
  if (/Cannot parse privateKey|Encrypted private|passphrase|decrypt/i.test(error.message)) {
    return new ControlPlaneError('E12002', 'The private key cannot be read.', {
      host,
      cause: error.message.replace(/:.*$/s, ''),
      fix: 'Give the whole key in PEM or OpenSSH form, and its passphrase if it has one.',
    });
  }
  if (
    /protocol|handshake|identification|header|Invalid packet|before handshake/i.test(error.message)
  ) {
    return new ControlPlaneError(
      'HOST_NOT_SSH',
      `Port ${login.port} of ${host} does not speak SSH.`,
      {
        host,
        cause: error.message,
      },
    );
  }
  return new ControlPlaneError('HOST_CONNECTION_LOST', `The connection to ${host} broke.`, {
    host,
    cause: error.message,
  });
}
