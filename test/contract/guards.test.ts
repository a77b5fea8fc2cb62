import { request as send, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converse } from '../../main/api/converse.testing.ts';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { startWorld, type Answer, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

/** A request with headers that fetch would not send. */
function raw(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: IncomingHttpHeaders; code: string | undefined }> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, path, method, headers }, (incoming) => {
      let text = '';
      incoming.on('data', (part) => (text += String(part)));
      incoming.on('end', () => {
        const code = errorAnswer.safeParse(JSON.parse(text)).data?.error.code;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, code });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function codeOf(answer: Answer): string | undefined {
  return errorAnswer.safeParse(answer.json).data?.error.code;
}

async function newToken(scope: string, expiresIn = 0): Promise<string> {
  const { json } = await world.request('POST', '/v1/token', {
    body: { name: 'test', scope, expires_in: expiresIn },
  });
  return (json as { data: { token: string } }).data.token;
}

describe('host and origin', () => {
  test.each(['attacker.example', 'attacker.example:80', '127.0.0.1', 'localhost:1', '0.0.0.0'])(
    'a request that names the host "%s" is refused, also one with a token',
    async (host) => {
      const answer = await raw('/v1/cluster', { host, 'x-auth-token': world.token });
      expect(answer).toMatchObject({ status: 403, code: 'E12010' });
    },
  );

  test.each(['127.0.0.1', 'localhost', '[::1]'])(
    'the loopback name %s is answered',
    async (name) => {
      const { port } = new URL(world.url);
      const answer = await raw('/v1/cluster', {
        host: `${name}:${port}`,
        'x-auth-token': world.token,
      });
      expect(answer.status).toBe(200);
    },
  );

  test.each(['http://attacker.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'a page of the origin %s is refused',
    async (origin) => {
      const answer = await world.request('GET', '/v1/cluster', { headers: { origin } });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'E12010']);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('a request from another site without an origin is refused', async () => {
    const { port } = new URL(world.url);
    const answer = await raw('/session', {
      host: `127.0.0.1:${port}`,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    });
    expect(answer).toMatchObject({ status: 403, code: 'E12010' });
  });

  test('our own page is answered', async () => {
    const answer = await world.request('GET', '/session', { headers: { origin: world.url } });
    expect(answer.status).toBe(200);
  });
});

describe('tokens', () => {
  test.each([
    ['none', {}],
    ['an unknown one', { 'x-auth-token': 'nonsense' }],
    ['an empty one', { 'x-auth-token': '' }],
    ['the 2017 default account', { authorization: 'Basic c3lzYWRtaW46cGFzc3dvcmQ=' }],
  ])('with %s every call but those without a token is refused', async (_, headers) => {
    for (const path of [
      '/v1/cluster',
      '/v1/smtp',
      '/v1/dockerregistries/registryValidate',
      '/metrics',
    ]) {
      const answer = await world.request('GET', path, {
        anonymous: true,
        headers,
      });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, 'E10050']);
    }
  });

  test.each(['x-auth-token', 'X_Auth_Token', 'authorization'])('is read from %s', async (name) => {
    const value = name === 'authorization' ? `Bearer ${world.token}` : world.token;
    const { port } = new URL(world.url);
    const answer = await raw('/v1/cluster', { host: `127.0.0.1:${port}`, [name]: value });
    expect(answer.status).toBe(200);
  });

  test('a read token reads and does nothing else', async () => {
    const headers = { 'x-auth-token': await newToken('read') };
    const options = { anonymous: true, headers };
    expect((await world.request('GET', '/v1/cluster', options)).status).toBe(200);
    const body = { name: 'a', registry: 'b' };
    const write = await world.request('POST', '/v1/dockerregistries', { ...options, body });
    expect([write.status, codeOf(write)]).toEqual([403, 'E12004']);
    expect((await world.request('GET', '/v1/token', options)).status).toBe(403);
  });

  test('the scope is looked at before the body', async () => {
    const headers = { 'x-auth-token': await newToken('read') };
    const answer = await world.request('POST', '/v1/pubkey', {
      anonymous: true,
      headers,
      body: '{"broken',
    });
    expect(codeOf(answer)).toBe('E12004');
  });

  test('ends when it was to end, and when it is revoked', async () => {
    const value = await newToken('admin', 1);
    const options = { anonymous: true, headers: { 'x-auth-token': value } };
    expect((await world.request('GET', '/v1/cluster', options)).status).toBe(200);
    await expect
      .poll(async () => codeOf(await world.request('GET', '/v1/cluster', options)), {
        timeout: 5000,
      })
      .toBe('E10052');

    const other = await newToken('read');
    const { json } = await world.request('GET', '/v1/token?sort=-time_create');
    const { data } = json as { data: Array<{ _id: string; scope: string }> };
    for (const token of data.filter(({ scope }) => scope === 'read')) {
      await world.request('DELETE', `/v1/token/${token._id}`);
    }
    const answer = await world.request('GET', '/v1/cluster', {
      anonymous: true,
      headers: { 'x-auth-token': other },
    });
    expect(codeOf(answer)).toBe('E10050');
  });

  test('the store and the log hold no token', async () => {
    const value = await newToken('admin');
    const rows = world.db.prepare('SELECT * FROM tokens').all();
    expect(JSON.stringify(rows)).not.toContain(value);
    expect(world.log().join('')).not.toContain(value);
  });
});

describe('bodies', () => {
  const post = (body: string, type = 'application/json') =>
    world.request('POST', '/v1/pubkey', { body, headers: { 'content-type': type } });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('the type %s is refused', async (type) => {
    const answer = await post('{"name":"a"}', type);
    expect([answer.status, codeOf(answer)]).toEqual([415, 'E12006']);
  });

  test('more than 1 MiB is refused', async () => {
    const answer = await post(`{"name":"${'a'.repeat(1024 * 1024)}"}`);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'E12005']);
  });

  test('more than 32 levels are refused, 32 are read', async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect([codeOf(await post(nested(32))), codeOf(await post(nested(33)))]).toEqual([
      'E12002',
      'E12005',
    ]);
    expect(codeOf(await post('['.repeat(100_000)))).toBe('E12005');
  });

  test.each(['{"__proto__":{"a":1},"name":"x"}', '{"name":', 'nonsense', '{"name":"a"}}'])(
    '%s is refused',
    async (body) => {
      const answer = await post(body);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'E12002']);
    },
  );

  test('all faults of all parts are told at once', async () => {
    const answer = await world.request('POST', '/v1/cluster/12/hosts', {
      body: { sharedCount: -1, pureslaveNodes: [{ ip: '', port: 'x' }] },
    });
    const fields = errorAnswer.parse(answer.json).error.details?.map(({ field }) => field);
    expect(fields).toEqual([
      'id',
      'sharedCount',
      'pureslaveNodes.0.ip',
      'pureslaveNodes.0.ip',
      'pureslaveNodes.0.port',
    ]);
  });
});

describe('the connection', () => {
  test('headers that are too large are refused', async () => {
    const answer = await converse(
      world.url,
      `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(20_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"E12013"');
  });

  test('what is no HTTP is refused in the envelope', async () => {
    const answer = await converse(world.url, 'SSH-2.0-nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"E12002"');
  });
});

describe('paths and methods', () => {
  test('an unknown path is 404, a known one with another method 405 with Allow', async () => {
    const unknown = await world.request('GET', '/v1/nothing');
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'E12001']);
    const method = await world.request('PATCH', '/v1/cluster');
    expect([method.status, codeOf(method), method.headers.get('allow')]).toEqual([
      405,
      'E12011',
      'POST, GET, HEAD',
    ]);
  });

  test.each(['/v1/%zz', '/v1/cluster/%00', `/v1/cluster/${'a'.repeat(3000)}`])(
    '%s is refused in the envelope',
    async (path) => {
      const answer = await world.request('GET', path);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'E12002']);
    },
  );

  test('every answer has the strict headers', async () => {
    for (const path of ['/v1/cluster', '/v1/nothing', '/healthz', '/v1/docs']) {
      const { headers } = await world.request('GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});

test('refusals are in the log with their reason, without a query', async () => {
  await world.request('GET', '/v1/logs?sort=secretish&limit=x');
  const entries = world.log().map((line) => JSON.parse(line) as Record<string, unknown>);
  const refused = entries.findLast(({ msg }) => msg === 'refused');
  expect(refused).toMatchObject({ code: 'E12002', status: 400, method: 'GET', path: '/v1/logs' });
  expect(entries.some(({ code }) => code === 'E12010')).toBe(true);
});
