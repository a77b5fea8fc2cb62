import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type ssh2 from 'ssh2';
import type { ClientChannel } from 'ssh2';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { dial } from './dial.ts';
import { shakeHands } from './handshake.ts';
import { hostKeyAlgorithms } from './host-keys.ts';
import type { ConnectOptions, Login } from './login.ts';
import { SessionSlots } from './sessions.ts';
import { channelError } from './ssh-errors.ts';

/** sshd drops logins while too many are under way (MaxStartups), for seconds. */
const DROPPED_FOR_MS = 15_000;

type Done<C> = (error: Error | undefined, channel: C) => void;

/** One ssh connection with many channels. */
export class Connection {
  readonly login: Login;
  readonly slots = new SessionSlots();
  private readonly client: ssh2.Client;
  private readonly jump: Connection | undefined;
  private readonly reconnect: () => Promise<Connection>;
  private lost: Error | undefined;

  constructor(
    login: Login,
    client: ssh2.Client,
    jump: Connection | undefined,
    reconnect: () => Promise<Connection>,
  ) {
    this.login = login;
    this.client = client;
    this.jump = jump;
    this.reconnect = reconnect;
    client.setMaxListeners(0);
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
  async withSession<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    return (await this.openInSlot(command, use)).given;
  }

  /** A session that stays as a stream and holds its slot until it closes. */
  async openStream(command: string, use: (channel: ClientChannel) => Duplex): Promise<Duplex> {
    return (await this.openInSlot(command, use)).given;
  }

  private openInSlot<T>(command: string, use: (channel: ClientChannel) => T) {
    return this.slots.open(
      () =>
        this.openSession(command, (channel) => ({
          // heard from the start: the close too may already be in the same packet
          closed: new Promise((resolve) => channel.once('close', resolve)),
          given: use(channel),
        })),
      ({ closed }) => closed,
    );
  }

  /** A session outside the slots: to stop what fills them. */
  openSession<T>(command: string, use: (channel: ClientChannel) => T): Promise<T> {
    if (this.lost) return Promise.reject(this.lostError());
    return new Promise((resolve, reject) => {
      const onClose = () => reject(this.lostError());
      this.client.once('close', onClose);
      this.client.exec(command, (error, channel) => {
        this.client.off('close', onClose);
        if (error) reject(channelError(error, this));
        else resolve(use(channel));
      });
    });
  }

  /** A stream to a Unix socket on the host. Errors are ssh2's own. */
  openUnixSocket(path: string): Promise<Duplex> {
    return this.forward((done) => this.client.openssh_forwardOutStreamLocal(path, done));
  }

  /** A stream to an address as the host sees it. Errors are ssh2's own. */
  openTcp(host: string, port: number): Promise<Duplex> {
    return this.forward((done) => this.client.forwardOut('127.0.0.1', 0, host, port, done));
  }

  /** A second connection with the same login, for when this one takes no further session. */
  openAnother(): Promise<Connection> {
    return this.reconnect();
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

  private forward(start: (done: Done<Duplex>) => void): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      // on a connection that is gone ssh2 throws, which is a rejection too
      start((error, stream) => (error ? reject(error) : resolve(stream)));
    });
  }
}

/** The way to the host: straight, or by a jump host, whose errors say so. */
async function connectJump(login: Login, options: ConnectOptions): Promise<Connection | undefined> {
  if (!login.jump) return undefined;
  try {
    return await connect(login.jump, options);
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    const { code, message, cause, fix } = error.problem;
    const context = { host: login.host, cause, fix };
    throw new ControlPlaneError(code, `The jump host: ${message}`, context);
  }
}

interface Way {
  readonly jump: Connection | undefined;
  /** host key algorithms to ask for; all where undefined */
  readonly algorithms: readonly string[] | undefined;
}

/** Connects, and again while sshd drops logins because there are too many. */
async function connectOver(way: Way, login: Login, options: ConnectOptions): Promise<Connection> {
  const { jump, algorithms } = way;
  const deadline = Date.now() + DROPPED_FOR_MS;
  for (let pause = 200; ; pause = Math.min(pause * 2, 2000)) {
    try {
      const socket = await dial(login, jump, options.signal);
      const client = await shakeHands(login, socket, { ...options, algorithms });
      return new Connection(login, client, jump, () => connect(login, options));
    } catch (error) {
      const dropped = error instanceof ControlPlaneError && error.code === 'HOST_SESSION_REFUSED';
      if (!dropped || Date.now() > deadline) throw error;
    }
    await delay(pause, undefined, { signal: options.signal });
  }
}

/**
 * Connects and logs in. A pin may be of another key type than the one the host prefers, so after a
 * mismatch the host's other types are asked for before the key counts as changed.
 * @throws ControlPlaneError HOST_*
 */
export async function connect(login: Login, options: ConnectOptions): Promise<Connection> {
  const jump = await connectJump(login, options);
  let first: unknown;
  for (const algorithms of [undefined, ...hostKeyAlgorithms]) {
    try {
      return await connectOver({ jump, algorithms }, login, options);
    } catch (error) {
      first ??= error;
      if (!(first instanceof ControlPlaneError) || first.code !== 'HOST_KEY_CHANGED') break;
    }
  }
  jump?.close();
  throw first;
}
