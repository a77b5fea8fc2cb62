import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { capture } from '../setup/child.mjs';
import { ROOT } from '../setup/paths.mjs';
import { tool } from '../commands/tool.ts';
import { RESULTS_VARIABLE, readRecords } from './results.ts';

// Below the clone's folder, where the test runners' packages are found.
const parent = join(ROOT, 'test-results');
let folder: string;
let results: string;
beforeEach(async () => {
  await mkdir(parent, { recursive: true });
  folder = await mkdtemp(join(parent, 'reporters-'));
  results = join(folder, 'results.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

async function runIn(args: string[]): Promise<Record<string, string>> {
  const env = { ...process.env, [RESULTS_VARIABLE]: results };
  await capture(process.execPath, args, { cwd: folder, env });
  return Object.fromEntries(
    readRecords(results).map(({ name, state, message = '' }) => [
      name,
      `${state} ${message.split('\n')[0] ?? ''}`.trim(),
    ]),
  );
}

test('writes what became of every vitest test, and of what is outside of tests', async () => {
  await writeFile(
    join(folder, 'some.test.ts'),
    `import { beforeAll, describe, expect, test } from 'vitest';
    test('good', () => {});
    test('bad', () => expect(1).toBe(2));
    test('left out', (context) => context.skip('no root here'));
    test.skip('silent', () => {});
    describe('hook', () => {
      beforeAll(() => { throw new Error('no world'); });
      test('inside', () => {});
    });`,
  );
  await writeFile(join(folder, 'broken.test.ts'), `import './missing.ts';`);
  const reporter = join(ROOT, 'build/testing/vitest-reporter.ts');
  const records = await runIn([tool('vitest'), 'run', '--root', folder, '--reporter', reporter]);
  expect(records).toMatchObject({
    'some.test.ts > good': 'passed',
    'some.test.ts > bad': 'failed AssertionError: expected 1 to be 2 // Object.is equality',
    'some.test.ts > left out': 'skipped no root here',
    'some.test.ts > silent': 'skipped the test says no reason',
    'some.test.ts > hook': 'failed Error: no world',
  });
  expect(records['broken.test.ts']).toMatch(/^failed .*missing\.ts/);
});

test('writes what became of every Playwright test', async () => {
  await writeFile(
    join(folder, 'some.spec.ts'),
    `import { expect, test } from '@playwright/test';
    test('good', () => {});
    test('bad', () => expect(1).toBe(2));
    test('left out', () => test.skip(true, 'no hosts here'));`,
  );
  const reporter = join(ROOT, 'build/testing/playwright-reporter.ts');
  await writeFile(
    join(folder, 'playwright.config.ts'),
    `export default { outputDir: 'out', reporter: ${JSON.stringify(reporter)} };`,
  );
  const records = await runIn([tool('playwright', '@playwright/test'), 'test']);
  expect(records).toEqual({
    'some.spec.ts > good': 'passed',
    'some.spec.ts > bad': expect.stringMatching(/^failed Error: .*expect/),
    'some.spec.ts > left out': 'skipped no hosts here',
  });
});
