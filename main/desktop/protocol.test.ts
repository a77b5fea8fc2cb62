import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHandler } from './protocol.ts';

let folder: string;
let handle: ReturnType<typeof pageHandler>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-page-'));
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'secret');
  mkdirSync(join(folder, 'renderer-old'));
  writeFileSync(join(folder, 'renderer-old', 'a.js'), 'secret');
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets', 'a b.js'), 'export {}');
  writeFileSync(join(root, 'assets', 'x.css'), 'a{}');
  writeFileSync(join(root, 'assets', 'key.pem'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(root, 'assets', 'link.js'));
  handle = pageHandler(root);
});
afterAll(() => rmSync(folder, { recursive: true }));

function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return handle(new Request(`app://clusterdesk${path}`, { headers, method }));
}

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/index.html', 'text/html; charset=utf-8'],
  ['/assets/a%20b.js', 'text/javascript; charset=utf-8'],
  ['/assets/x.css?v=1', 'text/css; charset=utf-8'],
])('%s is served as %s, with the policy', async (path, type) => {
  const answer = await get(path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

describe('what is not the page', () => {
  test.each([
    ['/..%2fsecret.js', 400],
    ['/assets/..%2f..%2fsecret.js', 400],
    ['/%2e%2e%2fsecret.js', 400],
    ['/..%5csecret.js', 400],
    ['/assets/%00.js', 400],
    ['/%', 400],
    ['/../secret.js', 404],
    ['/%2e%2e/secret.js', 404],
    ['/../renderer-old/a.js', 404],
    ['//etc/passwd', 404],
    ['/assets/link.js', 404],
    ['/assets/key.pem', 404],
    ['/assets/none.js', 404],
    ['/assets', 404],
  ])('%s is refused with %i', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('secret');
  });

  test('another host of the scheme', async () => {
    expect((await handle(new Request('app://elsewhere/'))).status).toBe(404);
  });

  test('another method', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405);
    const head = await get('/', {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

test('a route of the page is the page when the window navigates there, and only then', async () => {
  const accept = 'text/html,application/xhtml+xml';
  const page = await get('/clusters/5f', { accept });
  expect([page.status, await page.text()]).toEqual([200, '<!doctype html>']);
  expect((await get('/clusters/5f', { accept: '*/*' })).status).toBe(404);
  expect((await get('/assets/none.js', { accept })).status).toBe(404);
});
