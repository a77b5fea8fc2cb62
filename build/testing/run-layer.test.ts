import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Layer } from './layers.ts';
import { closingReport } from './outcome.ts';
import { runLayer, type Run } from './run-layer.ts';
import { runLayers } from './run-layers.ts';

let folder: string;
let stop: AbortController;
let run: Run;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterdesk-run-layer-'));
  stop = new AbortController();
  const deadline = Date.now() + 600_000;
  const where = { scratch: folder, logs: folder, env: process.env };
  run = { deadline, stop: stop.signal, unmet: new Map(), filters: [], ...where };
});
afterEach(() => rm(folder, { recursive: true }));

const sign = (name: string) => join(folder, name);
/** Writes records as a reporter does, says that it has begun, and takes a stop for its end. */
const patient = (name: string, record = '') => `
  const fs = require('node:fs');
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 1000);
  if ('${record}') fs.writeFileSync(process.env.CLUSTERDESK_TEST_RESULTS, '${record}');
  fs.writeFileSync(${JSON.stringify(sign(name))}, '');`;

const layer = (name: string, lane: Layer['lane'], scripts: Record<string, string>): Layer => ({
  kind: 'checks',
  name,
  lane,
  minutes: 1,
  needs: [],
  checks: Object.entries(scripts).map(([check, script]) => ({ name: check, args: ['-e', script] })),
});

test('what a stop cuts off or keeps from beginning has failed, whatever it ended with', async () => {
  const passed = JSON.stringify({ id: '1', name: 'the first of two', state: 'passed' });
  const layers: Layer[] = [
    layer('checks', 'processors', { quick: '', patient: patient('checks'), last: patient('last') }),
    {
      ...layer('tests', 'hosts', {}),
      kind: 'tests',
      files: /^build\/testing\/run-layer\.test\.ts$/,
      args: ['-e', patient('tests', passed)],
      keyring: false,
    },
    layer('later', 'processors', { never: patient('later') }),
    { ...layer('page', 'hosts', { never: patient('page') }), after: 'later' },
  ];
  const all = runLayers(layers, { run: (one) => runLayer(one, run), sideBySide: true });
  for (const name of ['checks', 'tests']) {
    await expect.poll(() => existsSync(sign(name))).toBe(true);
  }
  stop.abort();

  const stopped = { state: 'failed', message: expect.stringMatching(/^stopped by a signal/) };
  const outcomes = await all;
  expect(outcomes).toMatchObject([
    {
      layer: 'checks',
      records: [
        { name: 'quick', state: 'passed' },
        { name: 'patient', ...stopped },
        { name: 'last', ...stopped },
      ],
    },
    {
      layer: 'tests',
      records: [
        { name: 'the first of two', state: 'passed' },
        { name: 'the layer as a whole', ...stopped },
      ],
    },
    { layer: 'later', records: [{ name: 'not begun', ...stopped }] },
    { layer: 'page', records: [{ name: 'not begun', ...stopped }] },
  ]);
  expect(closingReport(outcomes).split('\n').at(-1)).toBe('2 passed, 5 failed, 0 skipped');
  for (const name of ['last', 'later', 'page']) expect(existsSync(sign(name))).toBe(false);
});
