import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

const DOCS = join(import.meta.dirname, '../../docs');

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-docs-'));
});

afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Any failing curl ends the script: --fail makes an HTTP error one. */
const PRELUDE =
  'set -euo pipefail; curl() { command curl -sS --fail-with-body --max-time 100 "$@"; }';

function runScript(script: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, URL: world.url, TOKEN: world.token };
    const child = spawn('bash', ['-c', `${PRELUDE}\n${script}`], { cwd: folder, env });
    let output = '';
    child.stdout.on('data', (part) => (output += String(part)));
    child.stderr.on('data', (part) => (output += String(part)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('the examples of docs/api.md do what it says', async () => {
  const text = readFileSync(join(DOCS, 'api.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(8);
  // The machines of the examples become addresses of this one where nothing listens. Nothing runs
  // there, so that nothing can join either: the host that would have is another one's.
  const script = blocks
    .join('\n')
    .replace(/(POST "[^"]*\/hosts\?wait=60"[\s\S]*?\}')\n/, '$1 || :\n')
    .replace('q=192.0.2.13', 'q=192.0.2.11')
    .replaceAll(/192\.0\.2\.(\d+)/g, '127.0.0.$1')
    .replaceAll('"port": 22', '"port": 1');
  const { code, output } = await runScript(script);
  const refusals = output.split('"success":false').slice(1);
  expect(refusals).toEqual([expect.stringMatching(/^,"error":\{"code":"E50106"/)]);
  expect(output).toContain('event: end');
  expect(readFileSync(join(folder, 'key.txt'), 'utf8')).toContain('BEGIN OPENSSH PRIVATE KEY');
  expect(code).toBe(0);
}, 120_000);

test('docs/api.md names no call that is not there', async () => {
  const text = readFileSync(join(DOCS, 'api.md'), 'utf8');
  const { json } = await world.request('GET', '/v1/openapi.json');
  const paths = Object.keys((json as { paths: object }).paths);
  const known = new Set(paths.map((path) => path.replaceAll(/\{\w+\}/g, '*')));
  const named = [...text.matchAll(/(\/v1\/[\w/{}$.]+)/g)]
    .map(([, path = '']) => path.replaceAll(/\{\w+\}|\$\w+/g, '*'))
    .filter((path) => !path.startsWith('/v1/openapi') || path === '/v1/openapi.json');
  expect(named.filter((path) => !known.has(path))).toEqual([]);
});
