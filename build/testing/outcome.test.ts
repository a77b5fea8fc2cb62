import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closingReport, layerLine, recordsOfRun, totalsOf, type Outcome } from './outcome.ts';
import type { JobEnd } from './job.ts';
import type { TestRecord } from './results.ts';

let results: string;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterdesk-outcome-'));
  results = join(folder, 'results.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const passed: TestRecord = { id: '1', name: 'a', state: 'passed' };
const skipped: TestRecord = { id: '2', name: 'b', state: 'skipped', message: 'no display' };
const failed: TestRecord = { id: '3', name: 'c', state: 'failed', message: 'not so' };

async function after(records: TestRecord[], code: number, cut: Partial<JobEnd> = {}) {
  await writeFile(results, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return recordsOfRun(
    results,
    { code, timedOut: false, stopped: false, ...cut },
    120_000,
    'last words',
  );
}

test('takes the last record of each test', async () => {
  expect(await after([{ ...passed, state: 'failed' }, passed], 0)).toEqual([passed]);
});

test.each([
  ['ended badly without a failed test', [passed], 3, {}, 'code 3\nlast words'],
  ['ran out of time', [passed], 143, { timedOut: true }, 'stopped after 2 minutes\nlast words'],
  ['was stopped', [passed], 0, { stopped: true }, 'stopped by a signal\nlast words'],
  ['failed and was stopped', [failed], 1, { stopped: true }, 'stopped by a signal\nlast words'],
  ['ran nothing', [], 0, {}, 'no test was run'],
  ['skipped everything', [skipped], 0, {}, 'no test was run'],
])('a layer that %s has failed', async (_, records, code, cut, message) => {
  const outcome = await after(records, code, cut);
  expect(outcome.at(-1)).toMatchObject({ state: 'failed' });
  expect(outcome.at(-1)?.message).toContain(message);
});

test('a layer whose tests failed says no more than they do', async () => {
  expect(await after([passed, failed], 1)).toEqual([passed, failed]);
});

test('closes with one line of totals, in which a layer that did not run counts as skipped', () => {
  const outcomes: Outcome[] = [
    { layer: 'unit', ms: 1500, records: [passed, skipped, failed] },
    { layer: 'e2e', ms: 0, records: [], notRun: 'no browser' },
  ];
  expect(totalsOf(outcomes)).toEqual({ passed: 1, failed: 1, skipped: 2 });
  const lines = closingReport(outcomes).split('\n');
  expect(lines.at(-1)).toBe('1 passed, 1 failed, 2 skipped');
  expect(lines).toContain('  unit: b: no display');
  expect(lines).toContain('  e2e: no browser');
  expect(lines).toContain('unit: c');
  expect(lines).toContain('    not so');
  expect(outcomes.map(layerLine)).toEqual([
    expect.stringMatching(/^unit +1 passed, 1 failed, 1 skipped +1\.5 s$/),
    expect.stringMatching(/^e2e +not run/),
  ]);
});
