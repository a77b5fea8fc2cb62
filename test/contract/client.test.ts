import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import generateTypes, { type OpenAPI3 } from 'openapi-typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiOf } from '../../main/api/openapi.ts';
import { startWorld, type World } from './world.ts';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '../..');
const STRICT = '--strict --noEmit --exactOptionalPropertyTypes --noUncheckedIndexedAccess';
const NODE = '--module nodenext --target es2024 --lib es2024,dom --allowImportingTsExtensions';

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-client-'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const document = openApiOf('0.0.0-test', world.url);
  // the generator's own type of a document is that of a parsed file
  const types = await generateTypes(JSON.parse(JSON.stringify(document)) as OpenAPI3);
  writeFileSync(join(folder, 'api.d.ts'), types);
  cpSync(join(import.meta.dirname, 'client/script.txt'), join(folder, 'script.ts'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.stop();
});

test('a client that is generated from the document compiles as it comes, and speaks to us', async () => {
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const options = `${STRICT} ${NODE} --types node script.ts`.split(' ');
  const compiled = await run(process.execPath, [tsc, ...options], { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  );
  expect(compiled.stdout).toBe('');
  const env = { ...process.env, URL: world.url, TOKEN: world.token };
  const { stdout } = await run(process.execPath, ['script.ts'], { cwd: folder, env });
  expect(JSON.parse(stdout)).toEqual({
    clusters: 0,
    hosts: 0,
    created: 'E12002',
    fields: ['masterNodes.0.ip'],
    key: 'night',
  });
}, 180_000);
