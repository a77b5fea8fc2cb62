import { Agent, request as send } from 'node:http';
import fc from 'fast-check';
import {
  hostileJson,
  hostileText,
  hostileValue,
  likeExample,
  nearlyValid,
  valid,
  type Ids,
} from './arbitraries.ts';
import type { Described, Parameter } from './document.ts';

/** A request as it goes on the wire. */
export interface FuzzRequest {
  readonly call: Described;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Words that are calls of their own where an id could stand. */
const RESERVED = new Set(['', '.', '..', 'validate', 'registryValidate', 'plan', 'userSelfCreate']);

function parameterValue(parameter: Parameter, ids: Ids): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 4, arbitrary: valid(parameter.schema, ids, parameter.name).map(String) },
      { weight: 1, arbitrary: hostileText },
    )
    .filter((value) => value.isWellFormed());
}

function pathOf(call: Described, ids: Ids): fc.Arbitrary<string> {
  const inPath = call.parameters.filter((parameter) => parameter.in === 'path');
  const values = inPath.map((parameter) =>
    parameterValue(parameter, ids).filter((value) => !RESERVED.has(value)),
  );
  return fc
    .tuple(...values)
    .map((given) =>
      inPath.reduce(
        (path, { name }, index) =>
          path.replace(`{${name}}`, encodeURIComponent(given[index] ?? '')),
        call.path,
      ),
    );
}

function queryOf(call: Described, ids: Ids): fc.Arbitrary<string> {
  const inQuery = call.parameters.filter((parameter) => parameter.in === 'query');
  const model = Object.fromEntries(
    inQuery.map((parameter) => [parameter.name, parameterValue(parameter, ids)]),
  );
  return fc.record(model, { requiredKeys: [] }).map((given) => {
    const text = new URLSearchParams(given as Record<string, string>).toString();
    return text === '' ? '' : `?${text}`;
  });
}

function bodyOf({ body, example }: Described, ids: Ids): fc.Arbitrary<string | undefined> {
  if (!body) return fc.constant(undefined);
  const json = (value: unknown) => JSON.stringify(value) ?? 'null';
  const good = fc.oneof(valid(body, ids), likeExample(example ?? {}));
  return fc.oneof(
    { weight: 10, arbitrary: good.map(json) },
    { weight: 6, arbitrary: nearlyValid(good, body).map(json) },
    { weight: 2, arbitrary: hostileValue.map(json) },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** Which records a field of a call names, by the field's name or else the call's path. */
function tableOf(path: string, name: string): string {
  const byField: Readonly<Record<string, string>> = {
    user_id: 'users',
    userid: 'users',
    cluster_id: 'clusters',
    host_id: 'hosts',
    host_ids: 'hosts',
    pubkeyId: 'pubkeys',
    providerId: 'providers',
    ids: path.endsWith('registry') ? 'registries' : 'pubkeys',
  };
  const byPath: Readonly<Record<string, string>> = {
    cluster: 'clusters',
    operations: 'operations',
    pubkey: 'pubkeys',
    dockerregistries: 'registries',
    provider: 'providers',
    smtp: 'smtp',
    token: 'tokens',
  };
  return byField[name] ?? byPath[path.split('/')[2] ?? ''] ?? 'users';
}

/** Requests to all calls of the document: valid, nearly valid and hostile ones. */
export function requests(
  calls: readonly Described[],
  known: (table: string) => string[],
): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(
    ...calls.map((call) => {
      const ids: Ids = (name) => known(tableOf(call.path, name));
      return fc
        .tuple(pathOf(call, ids), queryOf(call, ids), bodyOf(call, ids))
        .map(([path, query, body]) => ({
          call,
          path: path + query,
          headers: body === undefined ? {} : { 'content-type': 'application/json' },
          body,
          [fc.toStringMethod]: () => `${call.method} ${path}${query} ${body ?? ''}`,
        }));
    }),
  );
}

const agent = new Agent({ keepAlive: true });

/** Sends a request as it is: fetch would tidy its path. An event stream is left after its start. */
export function transmit(url: string, token: string, wanted: FuzzRequest): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = { 'x-auth-token': token, ...wanted.headers };
    const options = {
      agent,
      hostname,
      port,
      method: wanted.call.method,
      path: wanted.path,
      headers,
    };
    const outgoing = send(options, (incoming) => {
      const type = (incoming.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
      const status = incoming.statusCode ?? 0;
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (part: string) => {
        text += part;
        if (type !== 'text/event-stream') return;
        resolve({ status, type, text });
        incoming.destroy();
      });
      incoming.on('end', () => resolve({ status, type, text }));
      incoming.on('error', () => resolve({ status, type, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(wanted.body);
  });
}

/** Lets go of the connections that were kept. */
export function hangUp(): void {
  agent.destroy();
}
