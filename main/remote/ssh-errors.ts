import {
  ControlPlaneError,
  type ErrorCode,
  type ProblemContext,
} from '../../shared/contract/errors.ts';
import type { Login } from './login.ts';

interface SshError extends Error {
  level?: string;
  code?: string | number;
  /** of a channel that was not opened, RFC 4254 5.1 */
  reason?: number;
}

/** How far a handshake came: what the other side has said, and whether keys were agreed. */
export interface HandshakeStage {
  words: string;
  keysAgreed: boolean;
}

const ADMINISTRATIVELY_PROHIBITED = 1;

const byErrno: Record<string, [ErrorCode, (login: Login) => string]> = {
  ENOTFOUND: ['HOST_NAME_UNKNOWN', (l) => `The name ${l.host} cannot be resolved.`],
  EAI_AGAIN: ['HOST_NAME_UNKNOWN', (l) => `The name ${l.host} cannot be resolved now.`],
  ECONNREFUSED: ['HOST_PORT_REFUSED', (l) => `${l.host} refuses connections to port ${l.port}.`],
  ETIMEDOUT: ['HOST_UNREACHABLE', (l) => `${l.host} does not answer on port ${l.port}.`],
  EHOSTUNREACH: ['HOST_UNREACHABLE', (l) => `${l.host} does not answer on port ${l.port}.`],
  ENETUNREACH: ['HOST_UNREACHABLE', (l) => `There is no way to the network of ${l.host}.`],
};

function isOurs(error: SshError): boolean {
  return error instanceof ControlPlaneError || error.name === 'AbortError';
}

function errorContext(login: Login, error: Error): ProblemContext {
  return { host: login.host, cause: error.message };
}

/** Why no TCP connection came about. */
export function tcpError(error: SshError, login: Login): Error {
  const entry = byErrno[String(error.code)];
  if (entry) return new ControlPlaneError(entry[0], entry[1](login), errorContext(login, error));
  return new ControlPlaneError(
    'HOST_UNREACHABLE',
    `${login.host} cannot be reached on port ${login.port}.`,
    errorContext(login, error),
  );
}

/** sshd on the jump host gives the words of its own connect(2), or of getaddrinfo(3). */
const byWords: [RegExp, string][] = [
  [/refused/i, 'ECONNREFUSED'],
  [/not known|name resolution|No address/i, 'ENOTFOUND'],
  [/timed out/i, 'ETIMEDOUT'],
  [/./, 'EHOSTUNREACH'],
];

/** Why the jump host did not forward to the host. */
export function forwardError(error: SshError, login: Login, jump: Login): Error {
  if (isOurs(error)) return error;
  if (error.reason === ADMINISTRATIVELY_PROHIBITED) {
    return new ControlPlaneError(
      'HOST_SESSION_REFUSED',
      `The jump host ${jump.host} forwards no connection for ${jump.user}.`,
      {
        ...errorContext(login, error),
        fix: 'Set AllowTcpForwarding yes in its /etc/ssh/sshd_config.',
      },
    );
  }
  const code = byWords.find(([words]) => words.test(error.message))?.[1] ?? '';
  const [errorCode, message] = byErrno[code] ?? [];
  return new ControlPlaneError(
    errorCode ?? 'HOST_UNREACHABLE',
    `Seen from the jump host ${jump.host}: ${message?.(login) ?? error.message}`,
    errorContext(login, error),
  );
}

function waysTried(login: Login): string {
  const ways = [
    login.privateKey ? 'key' : undefined,
    login.password ? 'password' : undefined,
    login.useAgent ? 'SSH agent' : undefined,
  ];
  return ways.filter((way) => way !== undefined).join(', ');
}

function keyUnreadable(login: Login, error: Error): Error {
  return new ControlPlaneError('E12002', 'The private key cannot be read.', {
    host: login.host,
    // what follows the colon may hold parts of the key
    cause: error.message.replace(/:.*$/s, ''),
    fix: 'Give the whole key in PEM or OpenSSH form, and its passphrase if it has one.',
  });
}

const LOGINS_DROPPED = /Exceeded MaxStartups|Not allowed at this time/;

function beforeGreeting(error: SshError, login: Login, words: string): Error {
  const { host, port } = login;
  const said = words.trim().split(/[\r\n]/)[0] ?? '';
  if (LOGINS_DROPPED.test(words)) {
    return new ControlPlaneError('HOST_SESSION_REFUSED', `sshd on ${host} takes no login now.`, {
      host,
      cause: said,
    });
  }
  if (said !== '') {
    const message = `Port ${port} of ${host} does not speak SSH.`;
    return new ControlPlaneError('HOST_NOT_SSH', message, { host, cause: `it says: ${said}` });
  }
  if (error.level === 'client-timeout') {
    return new ControlPlaneError(
      'HOST_UNREACHABLE',
      `${host} took the connection to port ${port} and then said nothing.`,
      {
        ...errorContext(login, error),
        fix: "If sshd listens there, the machine is stuck: look at its console. If something else does, give sshd's port.",
      },
    );
  }
  return new ControlPlaneError(
    'HOST_SESSION_REFUSED',
    `${host} closed the connection to port ${port} without a greeting.`,
    {
      ...errorContext(login, error),
      fix: "If sshd listens there, raise MaxStartups, or wait: it may hold off our address for failed logins. If something else does, give sshd's port.",
    },
  );
}

/** Why the handshake failed. An abort's own error passes through. */
export function handshakeError(error: SshError, login: Login, stage: HandshakeStage): Error {
  if (isOurs(error)) return error;
  const { host, port, user } = login;
  if (/parse privateKey|Encrypted private|passphrase|decrypt/i.test(error.message)) {
    return keyUnreadable(login, error);
  }
  if (!/^SSH-|\nSSH-/.test(stage.words)) return beforeGreeting(error, login, stage.words);
  if (
    error.level === 'client-authentication' ||
    /Too many authentication failures/.test(error.message)
  ) {
    return new ControlPlaneError(
      'HOST_LOGIN_REFUSED',
      `${host} does not let ${user} in (tried: ${waysTried(login)}).`,
      errorContext(login, error),
    );
  }
  if (error.level === 'client-timeout') {
    return new ControlPlaneError(
      'HOST_UNREACHABLE',
      `${host} did not finish the SSH login on port ${port} in time.`,
      errorContext(login, error),
    );
  }
  if (!stage.keysAgreed && /no matching|unsupported|handshake failed/i.test(error.message)) {
    return new ControlPlaneError(
      'HOST_NOT_SSH',
      `${host} and we have no algorithm of SSH in common.`,
      {
        ...errorContext(login, error),
        fix: 'Allow a current algorithm in its /etc/ssh/sshd_config.',
      },
    );
  }
  return new ControlPlaneError(
    'HOST_CONNECTION_LOST',
    `${host} cut the connection during the login.`,
    errorContext(login, error),
  );
}

/** What of a connection tells why it gave no channel. */
interface OpenConnection {
  readonly login: Login;
  readonly isOpen: boolean;
  lostError(): ControlPlaneError;
}

/** Why a channel was not opened on a connection that stands. */
export function channelError(error: SshError, connection: OpenConnection): Error {
  if (isOurs(error)) return error;
  if (!connection.isOpen) return connection.lostError();
  const { login } = connection;
  return new ControlPlaneError(
    'HOST_SESSION_REFUSED',
    `sshd on ${login.host} opened no session.`,
    errorContext(login, error),
  );
}
