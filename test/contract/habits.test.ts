import { request as send, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { startWorld, type Answer, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['one', 'two', 'three']) {
    await world.request('POST', '/v1/pubkey/userSelfCreate', { body: { name } });
  }
}, 60_000);

afterAll(() => world.stop());

const codeOf = ({ json }: Answer) => errorAnswer.safeParse(json).data?.error.code;
const get = (path: string, headers: Record<string, string> = {}) =>
  world.request('GET', path, { headers });

/** A request as it is: fetch would tidy its path and unpack its answer. */
function raw(
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: Buffer; headers?: object } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }> {
  const { hostname, port } = new URL(world.url);
  const all = { 'x-auth-token': world.token, ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, path, method, headers: all }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          bytes: Buffer.concat(parts),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('a path', () => {
  test.each(['//v1/pubkey', '/v1//pubkey', '/v1/pubkey/', '//v1//pubkey//'])(
    '%s is /v1/pubkey',
    async (path) => {
      const { status, bytes } = await raw(path);
      expect(status).toBe(200);
      expect(bytes.toString()).toContain('"name":"one"');
    },
  );

  test.each(['//', '//nothing', '/v1//nothing'])('%s that is not there is 404', async (path) => {
    const { status, bytes } = await raw(path);
    expect([status, bytes.toString().includes('"E12001"')]).toEqual([404, true]);
  });

  test('with a doubled slash needs its token', async () => {
    expect((await raw('//v1/pubkey', { headers: { 'x-auth-token': 'x' } })).status).toBe(401);
    expect((await raw('//v1/nothing', { headers: { 'x-auth-token': 'x' } })).status).toBe(401);
  });

  test.each(['/healthz', '/v1/pubkey', '/v1/openapi.json', '/v1/changes'])(
    'HEAD %s answers the head alone',
    async (path) => {
      const { status, bytes, headers } = await raw(path, { method: 'HEAD' });
      expect([status, bytes.length]).toEqual([200, 0]);
      expect(headers['content-type']).toMatch(/^(application\/json|text\/event-stream)/);
    },
  );
});

test('a body that is no UTF-8 is refused, and stores nothing', async () => {
  const body = Buffer.concat([
    Buffer.from('{"name":"a'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const headers = { 'content-type': 'application/json' };
  const { status, bytes } = await raw('/v1/pubkey/userSelfCreate', {
    method: 'POST',
    body,
    headers,
  });
  expect([status, bytes.toString().includes('"E12002"')]).toEqual([400, true]);
  const { headers: counted } = await get('/v1/pubkey?count=true&limit=1');
  expect(counted.get('x-object-count')).toBe('3');
});

describe('an answer to GET', () => {
  test('has a tag by which it is not sent again', async () => {
    const first = await get('/v1/pubkey');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"[\w-]{20,}"$/);
    const second = await get('/v1/pubkey', { 'if-none-match': `"other", ${tag}` });
    expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', tag]);
    const other = await get('/v1/pubkey?limit=1', { 'if-none-match': tag });
    expect(other.status).toBe(200);
    const posted = await world.request('POST', '/v1/pubkey/userSelfCreate', {
      body: { name: 'one' },
    });
    expect(posted.headers.get('etag')).toBeNull();
  });

  test('is compressed for those who take that, where it is worth it', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const packed = await raw('/v1/openapi.json', { headers });
    const plain = await raw('/v1/openapi.json');
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect((await raw('/healthz', { headers })).headers['content-encoding']).toBeUndefined();
  });
});

describe('a page of a list', () => {
  test('leads to the pages around it, with which every record comes once', async () => {
    const names: string[] = [];
    let path: string | undefined = '/v1/pubkey?limit=1&sort=name';
    while (path) {
      const { json, headers } = await get(path);
      names.push(...(json as { data: Array<{ name: string }> }).data.map(({ name }) => name));
      path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(names).toEqual(['one', 'three', 'two']);
  });

  test('is counted when that is asked for', async () => {
    const counted = await get('/v1/pubkey?limit=1&count=true');
    expect(counted.json).toMatchObject({ count: 3 });
    expect(counted.headers.get('x-object-count')).toBe('3');
    expect(counted.headers.get('link')).toContain('skip=2>; rel="last"');
    const uncounted = await get('/v1/pubkey?limit=1');
    expect(uncounted.json).not.toHaveProperty('count');
    expect(uncounted.headers.get('x-object-count')).toBeNull();
  });
});

test('what is not known is told, and the call is done all the same', async () => {
  const { json, status } = await world.request('POST', '/v1/dockerregistries?dry=1', {
    body: { name: 'office', registry: '192.0.2.5:5000', passwd: 'secret' },
  });
  expect([status, (json as { warnings: unknown }).warnings]).toEqual([
    200,
    [
      { field: 'dry', message: 'is not known and was ignored' },
      { field: 'passwd', message: 'is not known and was ignored' },
    ],
  ]);
  expect(JSON.stringify(json)).not.toContain('secret');
  expect((await get('/v1/dockerregistries')).json).not.toHaveProperty('warnings');
});

test('401 says how to send a token', async () => {
  const answer = await world.request('GET', '/v1/pubkey', { anonymous: true });
  expect([codeOf(answer), answer.headers.get('www-authenticate')]).toEqual([
    'E10050',
    'Bearer realm="clusterdesk"',
  ]);
});

test('changes are told as they happen, of the kind that was asked for', async () => {
  const leave = new AbortController();
  const response = await fetch(`${world.url}/v1/changes?resource=registry`, {
    headers: { 'x-auth-token': world.token },
    signal: leave.signal,
  });
  const reader = (response.body ?? new ReadableStream()).getReader();
  const seen: string[] = [];
  await world.request('POST', '/v1/pubkey/userSelfCreate', { body: { name: 'unasked' } });
  const { json } = await world.request('POST', '/v1/dockerregistries', {
    body: { name: 'home', registry: '192.0.2.6:5000' },
  });
  const { _id: id } = (json as { data: { _id: string } }).data;
  while (!seen.join('').includes(id)) {
    const { value } = (await reader.read()) as { value?: Uint8Array };
    seen.push(new TextDecoder().decode(value));
  }
  leave.abort();
  const change = JSON.stringify({ resource: 'registry', id });
  expect(seen.join('')).toBe(`retry: 2000\n\nevent: change\ndata: ${change}\n\n`);
});
