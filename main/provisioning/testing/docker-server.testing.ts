import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { JoinRequest, StandInEngine } from './docker-engine.testing.ts';
import { Refusal, type NodeSpec } from './docker-swarm.testing.ts';

/** Something that goes wrong with a request. */
export interface DockerFault {
  /** of "METHOD /path?query", without the version */
  readonly on: RegExp;
  /** how often; once where nothing is said */
  readonly times?: number;
  /** the work is done, and only then does it go wrong */
  readonly after?: boolean;
  /** an answer; `cut`: the stream breaks; `hang`: no answer comes; or what else happens to it */
  readonly what:
    | { readonly status: number; readonly message: string }
    | 'cut'
    | 'hang'
    | (() => void);
}

interface Call {
  readonly engine: StandInEngine;
  /** what stands for the words in the route's path */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Route = readonly [path: RegExp, give: (call: Call) => unknown];

const filters = (query: URLSearchParams) =>
  JSON.parse(query.get('filters') ?? '{}') as Record<string, object | readonly string[]>;

/** Filters are lists, or objects whose keys are the list. */
const wanted = (query: URLSearchParams, key: string): readonly string[] | undefined => {
  const value = filters(query)[key];
  return value && (Array.isArray(value) ? (value as string[]) : Object.keys(value));
};

const API = { newest: 1.47, oldest: 1.24 };

const ROUTES: readonly Route[] = [
  [
    /^GET \/version$/,
    ({ engine }) => ({
      Version: engine.version,
      ApiVersion: String(API.newest),
      MinAPIVersion: String(API.oldest),
    }),
  ],
  [/^GET \/info$/, ({ engine }) => engine.info()],
  [
    /^GET \/swarm$/,
    ({ engine }) => {
      const { id, labels, tokens } = engine.managed();
      return { ID: id, Spec: { Labels: labels }, JoinTokens: tokens };
    },
  ],
  [
    /^POST \/swarm\/init$/,
    ({ engine, body }) =>
      engine.init((body as { Spec: { Labels: Record<string, string> } }).Spec.Labels),
  ],
  [/^POST \/swarm\/join$/, ({ engine, body }) => engine.join(body as JoinRequest)],
  [/^POST \/swarm\/leave$/, ({ engine, query }) => engine.leave(query.get('force') === 'true')],
  [
    /^GET \/nodes$/,
    ({ engine, query }) => {
      const swarm = engine.managed();
      const roles = wanted(query, 'role');
      return [...swarm.nodes.values()]
        .filter(({ spec }) => !roles || roles.includes(spec.Role))
        .map((entry) => swarm.describe(entry));
    },
  ],
  [
    /^GET \/nodes\/([^/]+)$/,
    ({ engine, parts: [id = ''] }) => {
      const swarm = engine.managed();
      return swarm.describe(swarm.find(id));
    },
  ],
  [
    /^POST \/nodes\/([^/]+)\/update$/,
    ({ engine, parts: [id = ''], query, body }) =>
      engine.managed().update(id, query.get('version'), body as NodeSpec),
  ],
  [
    /^DELETE \/nodes\/([^/]+)$/,
    ({ engine, parts: [id = ''], query }) =>
      engine.managed().remove(id, query.get('force') === 'true'),
  ],
  [
    /^GET \/tasks$/,
    ({ engine, query }) => {
      const nodes = wanted(query, 'node');
      return [...engine.managed().tasks]
        .filter(([node]) => !nodes || nodes.includes(node))
        .flatMap(([NodeID, ids]) => ids.map((ID) => ({ ID, NodeID })));
    },
  ],
  [/^GET \/networks$/, ({ engine }) => [...engine.networks.values()]],
  [/^GET \/networks\/([^/]+)$/, ({ engine, parts: [name = ''] }) => engine.network(name)],
  [/^DELETE \/networks\/([^/]+)$/, ({ engine, parts: [name = ''] }) => engine.removeNetwork(name)],
  // nothing runs on these swarms
  [/^GET \/(services|secrets|configs)$/, () => []],
  [
    /^GET \/volumes$/,
    // Docker says null where there are none
    ({ engine }) => ({
      Volumes: engine.volumes.length ? engine.volumes.map((Name) => ({ Name })) : null,
    }),
  ],
  [
    /^POST \/auth$/,
    ({ engine, body }) => {
      engine.askRegistry((body as { serveraddress: string }).serveraddress);
      return { Status: 'Login Succeeded' };
    },
  ],
  [
    /^GET \/distribution\/([^/]+)\/.+\/json$/,
    ({ engine, parts: [address = ''] }) => engine.askRegistry(address),
  ],
];

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

/** The interface of a stand-in's Docker Engine, at a Unix socket. */
export class StandInDockerServer {
  /** What goes wrong from now on; the first that fits a request is taken. */
  readonly faults: DockerFault[] = [];
  /** "METHOD /path?query" of all requests, without the version */
  readonly requests: string[] = [];
  private readonly engine: StandInEngine;
  private readonly met = new Map<DockerFault, number>();
  private readonly server = createServer((request, reply) => {
    // the client is gone: nobody is left to be told
    this.serve(request, reply).catch(() => reply.destroy());
  });

  constructor(engine: StandInEngine) {
    this.engine = engine;
  }

  async listen(socket: string): Promise<void> {
    this.server.listen(socket);
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server, 'close');
  }

  /** Requests that are no mere questions. */
  get changes(): string[] {
    return this.requests.filter((line) => !line.startsWith('GET '));
  }

  private fault(line: string, after: boolean): DockerFault['what'] | undefined {
    const found = this.faults.find(
      (fault) =>
        fault.on.test(line) &&
        (fault.after ?? false) === after &&
        (this.met.get(fault) ?? 0) < (fault.times ?? 1),
    );
    if (found) this.met.set(found, (this.met.get(found) ?? 0) + 1);
    return found?.what;
  }

  private async serve(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const [, version, path = ''] = /^(?:\/v([\d.]+))?(\/.*)$/.exec(request.url ?? '') ?? [];
    const line = `${request.method ?? ''} ${path}`;
    this.requests.push(line);
    if (this.goesWrong(reply, this.fault(line, false))) return;
    const result = this.answer(line, body, version);
    if (this.goesWrong(reply, this.fault(line, true))) return;
    send(reply, result.status, result.content);
  }

  /** @returns whether the request has met its end */
  private goesWrong(reply: ServerResponse, what: DockerFault['what'] | undefined): boolean {
    if (what === undefined) return false;
    if (typeof what === 'function') {
      what();
      return false;
    }
    if (what === 'cut') reply.destroy();
    else if (what !== 'hang') send(reply, what.status, { message: what.message });
    return true;
  }

  private answer(line: string, body: unknown, version: string | undefined) {
    const { pathname, searchParams: query } = new URL(line.replace(/^\S+ /, ''), 'http://docker');
    const asked = line.replace(/ .*/, ` ${pathname}`);
    try {
      if (version && (Number(version) < API.oldest || Number(version) > API.newest)) {
        throw new Refusal(400, `client version ${version} is not supported`);
      }
      for (const [route, give] of ROUTES) {
        const found = route.exec(asked);
        if (!found) continue;
        const parts = found.slice(1).map(decodeURIComponent);
        return { status: 200, content: give({ engine: this.engine, parts, query, body }) };
      }
      throw new Refusal(404, 'page not found');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, content: { message: error.message } };
    }
  }
}

function send(reply: ServerResponse, status: number, content: unknown): void {
  if (content === undefined) reply.writeHead(status).end();
  else reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}
