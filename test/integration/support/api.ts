import type { Cluster, CreateClusterRaw } from '../../../shared/contract/cluster.ts';
import type { Problem } from '../../../shared/contract/errors.ts';
import type { AddHostsRaw, HostListItem } from '../../../shared/contract/host.ts';
import type { Operation, OperationEvent } from '../../../shared/contract/operation.ts';
import { followEvents } from './events.ts';

const ENDED_MS = 120_000;

/** An error of the API: the 2017 names and ours. */
export type ApiProblem = Partial<Problem> & { readonly code: string; readonly errormsg: string };

export interface Answer<T> {
  readonly status: number;
  readonly data: T;
  readonly count: number | undefined;
  readonly error: ApiProblem | undefined;
  /** the operation that the call started */
  readonly operationId: string;
  readonly text: string;
}

/** An answer that is no success, where one was needed. */
export class Refused extends Error {
  readonly answer: Answer<unknown>;

  constructor(call: string, answer: Answer<unknown>) {
    super(`${call}: ${answer.status} ${answer.text}`);
    this.answer = answer;
  }
}

interface Envelope<T> {
  readonly data?: T;
  readonly count?: number;
  readonly error?: ApiProblem;
}

export interface Started {
  readonly id: string;
  readonly operationId: string;
  readonly cluster: Cluster;
}

/** The control plane's HTTP interface, as a script uses it. */
export class Api {
  readonly url: string;
  readonly token: string;

  constructor(endpoint: { readonly url: string; readonly token: string }) {
    this.url = endpoint.url;
    this.token = endpoint.token;
  }

  /** Calls and gives whatever is answered. */
  async call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'x-auth-token': this.token,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { data, count, error } = (text === '' ? {} : JSON.parse(text)) as Envelope<T>;
    return {
      status: response.status,
      data: data as T,
      count,
      error,
      operationId: response.headers.get('x-operation-id') ?? '',
      text,
    };
  }

  /** Calls and gives the answer of a success. @throws Refused */
  async must<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status >= 400) throw new Refused(`${method} ${path}`, answer);
    return answer;
  }

  async create(body: CreateClusterRaw): Promise<Started> {
    const { data, operationId } = await this.must<Cluster>('POST', '/v1/cluster', body);
    return { id: data._id, operationId, cluster: data };
  }

  async cluster(id: string): Promise<Cluster> {
    return (await this.must<Cluster>('GET', `/v1/cluster/${id}`)).data;
  }

  async hosts(id: string, status = 'unterminated'): Promise<HostListItem[]> {
    const path = `/v1/cluster/${id}/hosts?status=${status}`;
    return (await this.must<HostListItem[]>('GET', path)).data;
  }

  async addHosts(id: string, body: AddHostsRaw): Promise<string> {
    return (await this.must('POST', `/v1/cluster/${id}/hosts`, body)).operationId;
  }

  async removeHosts(id: string, hostIds: string[]): Promise<string> {
    const path = `/v1/cluster/${id}/hosts`;
    return (await this.must('DELETE', path, { host_ids: hostIds })).operationId;
  }

  async remove(id: string): Promise<string> {
    return (await this.must('DELETE', `/v1/cluster/${id}`)).operationId;
  }

  async operation(id: string): Promise<Operation> {
    return (await this.must<Operation>('GET', `/v1/operations/${id}`)).data;
  }

  async steer(id: string, lever: 'retry' | 'cancel' | 'rollback'): Promise<Operation> {
    return (await this.must<Operation>('POST', `/v1/operations/${id}/${lever}`)).data;
  }

  /** The operation's events until it ends or the signal fires; `after`: Last-Event-ID. */
  events(operationId: string, after = 0, signal?: AbortSignal): AsyncIterable<OperationEvent> {
    return followEvents(this, operationId, after, signal);
  }

  /** Waits until the operation has ended. @throws with what it was at when the time is up */
  async ended(operationId: string, limitMs = ENDED_MS): Promise<Operation> {
    try {
      const events = this.events(operationId, 0, AbortSignal.timeout(limitMs));
      for await (const event of events) void event;
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      const { kind, phases } = await this.operation(operationId);
      const open = phases
        .flatMap(({ steps }) => steps)
        .filter(({ state }) => state === 'running')
        .map(({ phase, host, startedAt }) => `${phase} on ${host} since ${startedAt}`);
      throw new Error(`${kind} goes on after ${limitMs} ms with: ${open.join(', ')}`, {
        cause: error,
      });
    }
    return this.operation(operationId);
  }

  /** Waits for an event; gives undefined where the operation ends without it. */
  async eventWhen(
    operationId: string,
    wanted: (event: OperationEvent) => boolean,
    after = 0,
  ): Promise<OperationEvent | undefined> {
    for await (const event of this.events(operationId, after)) if (wanted(event)) return event;
    return undefined;
  }
}
