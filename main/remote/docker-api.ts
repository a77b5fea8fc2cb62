import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { negotiateVersion } from './api-version.ts';
import { ChannelAgent } from './channel-agent.ts';
import type { Connection } from './connection.ts';
import { dialStdio } from './dial-stdio.ts';
import type { Escalation } from './exec.ts';

const SOCKET = '/var/run/docker.sock';
/** Questions are answered at once, or not at all. */
const ANSWER_SECONDS = 15;
/** To join a swarm takes Docker up to 20 s, to leave one it waits for its networks. */
const CHANGE_SECONDS = 60;
/** Streams to one engine; each takes a session where sudo is between. */
const STREAMS_AT_ONCE = 3;

/** An answer of the Docker Engine that is no success. */
export class DockerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What we read of GET /version. */
interface Versions {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion: string;
}

/** The Docker Engine of a host, spoken to over its ssh connection by its HTTP API. */
export class DockerClient {
  private readonly connection: Connection;
  private readonly as: Escalation;
  private byCommand: boolean;
  private readonly agent: ChannelAgent;
  /** Node's agent has such a limit too, but forgets waiting requests when a stream fails. */
  private readonly turns = pLimit(STREAMS_AT_ONCE);
  private asked: Promise<Versions> | undefined;

  constructor(connection: Connection, as: Escalation) {
    this.connection = connection;
    this.as = as;
    this.byCommand = as !== 'root';
    this.agent = new ChannelAgent(() => this.dial(), connection.slots);
  }

  close(): void {
    this.agent.destroy();
  }

  private async dial(): Promise<Duplex> {
    const { connection, as } = this;
    if (this.byCommand) return dialStdio(connection, as);
    try {
      return await connection.openUnixSocket(SOCKET);
    } catch {
      // sshd does not tell what it forbids (AllowStreamLocalForwarding) from a socket without a
      // listener; the command does
      const stream = await dialStdio(connection, as);
      stream.once('data', () => (this.byCommand = true));
      return stream;
    }
  }

  /** The version of the Docker Engine. */
  async version(signal?: AbortSignal): Promise<string> {
    const asked = (both: AbortSignal) => this.versions(both);
    return (await this.within(ANSWER_SECONDS, signal, asked)).Version;
  }

  private async prefix(signal: AbortSignal | undefined): Promise<string> {
    return `/v${negotiateVersion(await this.versions(signal))}`;
  }

  private versions(signal: AbortSignal | undefined): Promise<Versions> {
    this.asked ??= this.exchange<Versions>('GET', '/version', undefined, signal).catch(
      (error: unknown) => {
        this.asked = undefined;
        throw error;
      },
    );
    return this.asked;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.turns(() => this.call<T>('GET', path, undefined, signal, ANSWER_SECONDS));
  }

  post<T = unknown>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.turns(() => this.call<T>('POST', path, body ?? {}, signal, CHANGE_SECONDS));
  }

  delete<T = unknown>(path: string, signal?: AbortSignal): Promise<T> {
    return this.turns(() => this.call<T>('DELETE', path, undefined, signal, CHANGE_SECONDS));
  }

  /**
   * @throws DockerError for an answer that is no success; ControlPlaneError DOCKER_NOT_RUNNING
   *   when the socket does not answer, HOST_CONNECTION_LOST
   */
  private async call<T>(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
    seconds: number,
  ): Promise<T> {
    return this.within(seconds, signal, async (both) =>
      this.exchange<T>(method, (await this.prefix(both)) + path, body, both),
    );
  }

  /** Every question has a limit, the one for the version too. */
  private async within<T>(
    seconds: number,
    signal: AbortSignal | undefined,
    ask: (both: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(this.unanswered(seconds)), seconds * 1000);
    try {
      return await ask(signal ? AbortSignal.any([signal, limit.signal]) : limit.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  private unanswered(seconds: number): ControlPlaneError {
    return new ControlPlaneError(
      'DOCKER_NOT_RUNNING',
      'The Docker Engine takes connections and does not answer.',
      {
        host: this.connection.login.host,
        cause: `no answer within ${seconds} s`,
        fix: 'Look at journalctl -u docker on the host, and restart Docker there if it hangs.',
      },
    );
  }

  private async exchange<T>(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.send(method, path, text, signal);
    const parts: Buffer[] = [];
    try {
      for await (const part of answer) parts.push(part as Buffer);
    } catch (error) {
      throw this.failure(error as Error, signal);
    }
    const reply = Buffer.concat(parts).toString('utf8');
    const status = answer.statusCode ?? 0;
    const parsed: unknown =
      /json/.test(answer.headers['content-type'] ?? '') && reply ? JSON.parse(reply) : reply;
    if (status >= 200 && status < 400) return parsed as T;
    const message = (parsed as { message?: string }).message ?? reply;
    throw new DockerError(status, message.trim());
  }

  private send(
    method: string,
    path: string,
    text: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          method,
          path,
          host: 'docker',
          signal,
          headers: text
            ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
            : {},
        },
        resolve,
      );
      outgoing.once('error', (error) => {
        // Docker may close a kept connection at the moment in which we use it again
        const again = outgoing.reusedSocket && method === 'GET' && !signal?.aborted;
        if (again && this.connection.isOpen) resolve(this.send(method, path, text, signal));
        else reject(this.failure(error, signal));
      });
      outgoing.end(text);
    });
  }

  private failure(error: Error, signal: AbortSignal | undefined): Error {
    if (signal?.aborted) return signal.reason as Error;
    if (error instanceof ControlPlaneError) return error;
    if (!this.connection.isOpen) return this.connection.lostError();
    return new ControlPlaneError('DOCKER_NOT_RUNNING', 'The Docker Engine does not answer.', {
      host: this.connection.login.host,
      cause: error.message,
    });
  }
}
