import { Agent, request, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import type { Escalation } from './exec.ts';

const SOCKET = '/var/run/docker.sock';
/** Docker 20.10, the oldest we accept, speaks 1.41. */
const API = '/v1.41';

/** An answer of the Docker Engine that is no success. */
export class DockerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function asSocket(stream: Duplex): Duplex {
  const socket = stream as Duplex & Record<string, unknown>;
  for (const name of ['setNoDelay', 'setKeepAlive', 'setTimeout', 'ref', 'unref']) {
    socket[name] ??= () => socket;
  }
  return socket;
}

/** sudo reads one line for the password, then the rest of the stream is Docker's. */
function dialStdio(connection: Connection, as: Escalation): Promise<Duplex> {
  const sudo = as === 'sudo' ? 'sudo -n --' : `sudo -k -S -p '' --`;
  return connection.openSession(`exec ${sudo} docker system dial-stdio`, (channel) => {
    channel.stderr.resume();
    if (as === 'sudo-password')
      channel.write(`${connection.login.sudoPassword ?? ''}
`);
    return channel;
  });
}

/** The Docker Engine of a host, spoken to over its ssh connection by its HTTP API. */
export class DockerClient {
  private readonly connection: Connection;
  private readonly agent: Agent;

  constructor(connection: Connection, as: Escalation) {
    this.connection = connection;
    this.agent = new Agent({ keepAlive: true, maxSockets: 3, timeout: 0 });
    this.agent.createConnection = ((
      _options: unknown,
      done: (error: Error | null, stream?: Duplex) => void,
    ) => {
      const opening = as === 'root' ? connection.openUnixSocket(SOCKET) : dialStdio(connection, as);
      opening.then((stream) => done(null, asSocket(stream)), done);
    }) as never;
  }

  close(): void {
    this.agent.destroy();
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.call<T>('GET', path, undefined, signal);
  }

  post<T = unknown>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.call<T>('POST', path, body ?? {}, signal);
  }

  delete<T = unknown>(path: string, signal?: AbortSignal): Promise<T> {
    return this.call<T>('DELETE', path, undefined, signal);
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
  ): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          method,
          path: API + path,
          host: 'docker',
          signal,
          headers: text
            ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
            : {},
        },
        resolve,
      );
      outgoing.once('error', (error) => reject(this.failure(error)));
      outgoing.end(text);
    });
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    const reply = Buffer.concat(parts).toString('utf8');
    const status = answer.statusCode ?? 0;
    const parsed: unknown =
      /json/.test(answer.headers['content-type'] ?? '') && reply ? JSON.parse(reply) : reply;
    if (status >= 200 && status < 400) return parsed as T;
    const message = (parsed as { message?: string }).message ?? reply;
    throw new DockerError(status, message.trim());
  }

  private failure(error: Error): Error {
    if (error.name === 'AbortError' || error instanceof ControlPlaneError) {
      if ((error as { code?: string }).code !== 'HOST_SESSION_REFUSED') return error;
    }
    if (!this.connection.isOpen) return this.connection.lostError();
    return new ControlPlaneError('DOCKER_NOT_RUNNING', 'The Docker Engine does not answer.', {
      host: this.connection.login.host,
      cause: error.message,
    });
  }
}
