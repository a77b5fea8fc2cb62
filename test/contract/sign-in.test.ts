import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { errorAnswer } from '../../shared/contract/answer.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.stop());

function signIn(code: string) {
  return world.request('POST', '/session', { anonymous: true, body: { code } });
}

function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

async function isSignedIn(cookie: string): Promise<unknown> {
  const { json } = await world.request('GET', '/session', { anonymous: true, headers: { cookie } });
  return (json as { signedIn: unknown }).signedIn;
}

/** Opens the page's socket. @returns the HTTP status of a refusal, or what app.info answers */
function socket(headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const client = new WebSocket(`${world.url.replace('http', 'ws')}/rpc`, { headers });
    client.on('unexpected-response', (_, response) => resolve(response.statusCode));
    client.on('open', () =>
      client.send(JSON.stringify({ kind: 'call', id: 1, name: 'app.info', input: {} })),
    );
    client.on('message', (data: Buffer) => {
      resolve(JSON.parse(data.toString('utf8')));
      client.close();
    });
    client.on('error', reject);
  });
}

describe('a page', () => {
  test('signs in with the code once, uses its socket, and signs out', async () => {
    const code = world.createSignInCode();
    expect(code).toMatch(/^[A-Z2-9]{8}$/);
    expect(await isSignedIn('')).toBe(false);

    const answer = await signIn(code);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(answer.headers);
    expect(await isSignedIn(cookie)).toBe(true);
    expect((await signIn(code)).status).toBe(401);

    expect(await socket({ cookie, origin: world.url })).toMatchObject({
      kind: 'result',
      result: { ok: true, data: { user: { name: 'sysadmin' } } },
    });

    await world.request('DELETE', '/session', { anonymous: true, headers: { cookie } });
    expect(await isSignedIn(cookie)).toBe(false);
    expect(await socket({ cookie, origin: world.url })).toBe(401);
  });

  test('signs in with an admin token, not with a lesser one', async () => {
    expect((await signIn(world.token)).status).toBe(200);
    const { json } = await world.request('POST', '/v1/token', { body: { scope: 'operate' } });
    expect((await signIn((json as { data: { token: string } }).data.token)).status).toBe(403);
  });

  test('a new code ends the one before', async () => {
    const first = world.createSignInCode();
    world.createSignInCode();
    expect((await signIn(first)).status).toBe(401);
  });

  test('its cookie opens no call of /v1', async () => {
    const cookie = cookieOf((await signIn(world.token)).headers);
    const answer = await world.request('GET', '/v1/cluster', {
      anonymous: true,
      headers: { cookie },
    });
    expect(answer.status).toBe(401);
  });

  test('a socket of another origin, of none, or without a session is refused', async () => {
    const cookie = cookieOf((await signIn(world.token)).headers);
    expect(await socket({ cookie, origin: 'http://attacker.example' })).toBe(403);
    expect(await socket({ cookie })).toBe(403);
    expect(await socket({ origin: world.url })).toBe(401);
  });
});

describe('failed sign-ins', () => {
  test('are limited, with the seconds to wait', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await signIn('WRONGONE')).status).toBe(401);
    }
    const answer = await signIn(world.createSignInCode());
    expect(answer.status).toBe(429);
    expect(errorAnswer.parse(answer.json).error.code).toBe('E12007');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('by password are limited too, and the right password works', async () => {
    const login = (password: string) =>
      world.request('POST', '/v1/token', {
        anonymous: true,
        body: { username: 'sysadmin', password, tenantname: 'sysadmin' },
      });
    expect((await login('password')).status).toBe(401);
    const password = 'correct horse battery staple';
    await world.request('PUT', '/v1/user/password', { body: { password } });

    const { json } = await login(password);
    const { data } = json as { data: { id: string } };
    const listed = await world.request('GET', '/v1/cluster', {
      anonymous: true,
      headers: { 'x-auth-token': data.id },
    });
    expect(listed.status).toBe(200);
    expect(JSON.stringify(world.db.prepare('SELECT * FROM users').all())).not.toContain(password);

    for (let attempt = 0; attempt < 10; attempt += 1) await login('wrong');
    expect((await login(password)).status).toBe(429);
  });
});
