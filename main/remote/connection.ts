import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import ssh2 from 'ssh2';
import type { ClientChannel, ConnectConfig } from 'ssh2';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { fingerprintOf, hostKeyAlgorithms, type HostKeyCheck } from './host-keys.ts';
import { sshError } from './ssh-errors.ts';

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

export interface ConnectOptions {
  readonly checkHostKey: HostKeyCheck;
  /** for TCP, key exchange and login together */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const CONNECT_TIMEOUT_MS = 15_000;
const KEEPALIVE_MS = 5_000;
/** sshd's default MaxSessions is 10; the rest is left to kill and to read. */
const CHANNELS_AT_ONCE = 6;

/** One ssh connection with many channels. */
export class Connection {
  readonly login: Login;
  private readonly client: ssh2.Client;
  private readonly jump: Connection | undefined;
  private readonly slots = pLimit(CHANNELS_AT_ONCE);
  private lost: Error | undefined;

  constructor(login: Login, client: ssh2.Client, jump: Connection | undefined) {
    this.login = login;
    this.client = client;
    this.jump = jump;
    client.on('error', (error) => (this.lost ??= error));
    client.on('close', () => (this.lost ??= new Error('the connection was closed')));
  }

  get isOpen(): boolean {
    return this.lost === undefined;
  }

  /**
   * Runs `use` with a session channel for the command, in one of the connection's slots. It is
   * called at once when the channel opens: what the host says may already be in the same packet.
   */
  withSession<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    return this.slots(() => this.openSession(command, use));
  }

  /** The same outside the slots: to stop what fills them, or for a stream that stays. */
  openSession<T>(command: string, use: (channel: ClientChannel) => T | Promise<T>): Promise<T> {
    return this.open((done) => this.client.exec(command, done), use);
  }

  /** A stream to a Unix socket on the host. */
  openUnixSocket(path: string): Promise<Duplex> {
    return this.open<Duplex, Duplex>(
      (done) => this.client.openssh_forwardOutStreamLocal(path, done),
      (stream) => stream,
    );
  }

  /** A stream to an address as the host sees it. */
  openTcp(host: string, port: number): Promise<Duplex> {
    return this.open<Duplex, Duplex>(
      (done) => this.client.forwardOut('127.0.0.1', 0, host, port, done),
      (stream) => stream,
    );
  }

  close(): void {
    this.client.end();
    this.jump?.close();
  }

  /** The error of a channel that ended without a word, if the connection is why. */
  lostError(): ControlPlaneError {
    return new ControlPlaneError('HOST_CONNECTION_LOST', 'The connection to the host broke.', {
      host: this.login.host,
      cause: this.lost?.message,
    });
  }

  private open<C, T>(
    start: (done: (error: Error | undefined, channel: C) => void) => void,
    use: (channel: C) => T | Promise<T>,
  ): Promise<T> {
    if (this.lost) return Promise.reject(this.lostError());
    return new Promise((resolve, reject) => {
      const onClose = () => reject(this.lostError());
      this.client.once('close', onClose);
      try {
        start((error, channel) => {
          this.client.off('close', onClose);
          if (error) reject(sshError(error, this.login));
          else resolve(use(channel));
        });
      } catch (error) {
        this.client.off('close', onClose);
        reject(sshError(error as Error, this.login));
      }
    });
  }
}

function loginConfig(login: Login): Partial<ConnectConfig> {
  const agent = login.useAgent ? process.env['SSH_AUTH_SOCK'] : undefined;
  if (!login.privateKey && !login.password && !agent) {
    throw new ControlPlaneError('HOST_LOGIN_MISSING', `No key or password for ${login.user}.`, {
      host: login.host,
    });
  }
  return {
    username: login.user,
    ...(login.privateKey ? { privateKey: login.privateKey } : {}),
    ...(login.passphrase ? { passphrase: login.passphrase } : {}),
    ...(login.password ? { password: login.password, tryKeyboard: true } : {}),
    ...(agent ? { agent } : {}),
  };
}

function attempt(
  login: Login,
  options: ConnectOptions,
  algorithms: readonly string[] | undefined,
  jump: Connection | undefined,
  socket: Duplex | undefined,
): Promise<Connection> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    let refused: ControlPlaneError | undefined;
    const fail = (error: Error) => {
      options.signal?.removeEventListener('abort', onAbort);
      client.destroy();
      reject(refused ?? sshError(error, login));
    };
    const onAbort = () => fail(options.signal?.reason as Error);
    if (options.signal?.aborted) return onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    client.once('error', fail);
    client.once('close', () => fail(new Error('the connection was closed during the login')));
    client.on('keyboard-interactive', (_name, _instructions, _lang, prompts, finish) => {
      finish(prompts.map((prompt) => (prompt.echo ? '' : (login.password ?? ''))));
    });
    client.once('ready', () => {
      options.signal?.removeEventListener('abort', onAbort);
      client.removeAllListeners('close');
      client.removeListener('error', fail);
      resolve(new Connection(login, client, jump));
    });
    try {
      client.connect({
        host: login.host,
        port: login.port,
        ...(socket ? { sock: socket } : {}),
        ...loginConfig(login),
        readyTimeout: options.timeoutMs ?? CONNECT_TIMEOUT_MS,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: 3,
        ...(algorithms ? { algorithms: { serverHostKey: algorithms as never } } : {}),
        hostVerifier: (key: Buffer) => {
          const verdict = options.checkHostKey(login, fingerprintOf(key));
          refused = verdict instanceof ControlPlaneError ? verdict : undefined;
          return refused === undefined;
        },
      });
      // ssh2 leaves Nagle's algorithm on, which costs 40 ms a round trip with delayed ACKs.
      client.setNoDelay(true);
    } catch (error) {
      fail(error as Error);
    }
  });
}

/**
 * Connects and logs in. A pin may be of another key type than the one the host prefers, so after a
 * mismatch the host's other types are asked for before the key counts as changed.
 * @throws ControlPlaneError HOST_*
 */
export async function connect(login: Login, options: ConnectOptions): Promise<Connection> {
  const jump = login.jump ? await connect(login.jump, options) : undefined;
  let first: unknown;
  for (const algorithms of [undefined, ...hostKeyAlgorithms]) {
    try {
      const socket = jump ? await jump.openTcp(login.host, login.port) : undefined;
      return await attempt(login, options, algorithms, jump, socket);
    } catch (error) {
      first ??= error;
      if (!(first instanceof ControlPlaneError) || first.code !== 'HOST_KEY_CHANGED') break;
    }
  }
  jump?.close();
  throw first;
}
