import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { converse } from './converse.testing.ts';
import { openApi, type OpenApi } from './fixtures.testing.ts';
import type { ApiState } from './server.ts';

let open: OpenApi | undefined;
afterEach(async () => {
  await open?.api.close();
  open = undefined;
});

test.each(['0.0.0.0', '192.0.2.1', '::', 'example.com'])('does not listen on %s', async (host) => {
  open = await openApi();
  await expect(open.api.listen(0, host)).rejects.toThrow('loopback only');
});

test.each(['starting', 'stopping'] as ApiState[])('answers 503 while %s', async (state) => {
  open = await openApi({ state: () => state });
  for (const path of ['/v1/cluster', '/session', '/healthz']) {
    const { status, text } = await open.request('GET', path);
    expect(status).toBe(503);
    expect(text).toContain('"E12008"');
  }
});

describe('a request that does not arrive', () => {
  test.each([
    [
      'its body',
      'POST /v1/pubkey HTTP/1.1\r\nHost: HOST\r\nX-Auth-Token: TOKEN\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"na',
    ],
    ['its headers', 'GET /v1/pubkey HTTP/1.1\r\nHost: HOST\r\nX-Slow: '],
  ])('%s is waited for no longer than the limit', async (_, text) => {
    open = await openApi({ requestTimeout: 300 });
    const filled = text
      .replace('HOST', new URL(open.url).host)
      .replace('TOKEN', open.headers['x-auth-token']);
    const answer = await converse(open.url, filled);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"E12012"');
  });
});

describe('an Idempotency-Key', () => {
  const body = { name: 'pair' };
  const create = (key: string, more: object = {}) =>
    open?.request(
      'POST',
      '/v1/pubkey/userSelfCreate',
      { ...body, ...more },
      { 'idempotency-key': key },
    );

  test('makes a second request answer what the first did, and do nothing', async () => {
    open = await openApi();
    const first = await create('k');
    const second = await create('k');
    expect(second?.text).toBe(first?.text);
    expect(second?.headers.get('idempotent-replayed')).toBe('true');
    expect(open.db.prepare('SELECT count(*) FROM pubkeys').pluck().get()).toBe(1);
    expect((await create('k', { name: 'other' }))?.status).toBe(409);
    const refused = await create('other');
    expect([refused?.status, (await create('other'))?.text]).toEqual([409, refused?.text]);
  });

  test('sent twice at once makes one of them', async () => {
    open = await openApi();
    const answers = await Promise.all([create('k'), create('k')]);
    // The second is refused while the first is under way, and repeats it afterwards.
    const statuses = answers.map((answer) => answer?.status);
    expect(statuses).toContain(200);
    expect([200, 409]).toEqual(expect.arrayContaining(statuses));
    expect(open.db.prepare('SELECT count(*) FROM pubkeys').pluck().get()).toBe(1);
  });
});

describe('an unforeseen fault', () => {
  test('is answered without its words, which go to the log', async () => {
    open = await openApi();
    const { status, text } = await open.request('GET', '/v1/cluster');
    expect(status).toBe(500);
    expect(text).toContain('"E12003"');
    expect(text).not.toContain('no engine');
    expect(open.log()).toContain('this test has no engine');
  });
});

describe('the page', () => {
  test('is served with a policy, and nothing beside its folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterdesk-page-'));
    mkdirSync(join(folder, 'page/assets'), { recursive: true });
    writeFileSync(join(folder, 'secret'), 'secret');
    writeFileSync(join(folder, 'page/.hidden'), 'hidden');
    writeFileSync(join(folder, 'page/index.html'), '<!doctype html>page');
    writeFileSync(join(folder, 'page/assets/a-1.js'), 'code');
    try {
      open = await openApi({ pageDir: join(folder, 'page') });
      const page = await open.request('GET', '/');
      expect(page.text).toContain('page');
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(page.headers.get('cache-control')).toBe('no-cache');
      const script = await open.request('GET', '/assets/a-1.js');
      expect(script.headers.get('cache-control')).toContain('immutable');
      for (const path of ['/.hidden', '/../secret', '/%2e%2e/secret', '/assets/']) {
        expect((await open.request('GET', path)).status).toBeGreaterThanOrEqual(400);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('figures', () => {
  test('count requests by route, not by path', async () => {
    open = await openApi();
    await open.request('GET', `/v1/pubkey/${'a'.repeat(24)}`);
    const { text, headers } = await open.request('GET', '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('clusterdesk_info{version="1.2.3"} 1');
    expect(text).toContain(
      'clusterdesk_http_request_duration_seconds_count{method="GET",route="/v1/pubkey/{id}",status="404"} 1',
    );
    for (const line of text.split('\n').filter(Boolean)) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? ([\d.e+-]+|NaN))$/);
    }
  });
});
