// test [--only LAYER,...] [FILTER...]: runs the layers, each as a process of its own, and reports.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../setup/paths.mjs';
import { stopJobs } from '../testing/job.ts';
import { LAYERS, type Layer } from '../testing/layers.ts';
import { prepareMachine, type Need } from '../testing/machine.ts';
import { closingReport, layerLine, totalsOf, type Outcome } from '../testing/outcome.ts';
import { runLayer } from '../testing/run-layer.ts';
import { explained } from './arguments.ts';

/**
 * The whole run's limit, whatever the layers' own limits add up to: it ends what hangs, also on a
 * machine that is busy with other things.
 */
const RUN_LIMIT_MS = 75 * 60_000;

function selectLayers(only: string | undefined): Layer[] {
  if (only === undefined) return [...LAYERS];
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const known = LAYERS.map(({ name }) => name).join(', ');
    throw new TypeError(`no layer is called ${unknown.join(', ')}; there are ${known}`);
  }
  return LAYERS.filter(({ name }) => names.includes(name));
}

function needsOf(layers: readonly Layer[]): Need[] {
  const needs = layers.flatMap((layer): Need[] =>
    layer.kind === 'tests' && layer.keyring ? [...layer.needs, 'keyring'] : [...layer.needs],
  );
  return [...new Set(needs)];
}

/** Runs the layers one after the other; a failed one does not stop the next, a stop signal does. */
async function runAll(layers: readonly Layer[], filters: readonly string[]): Promise<Outcome[]> {
  const began = Date.now();
  const logs = join(ROOT, 'test-results');
  mkdirSync(logs, { recursive: true });
  const unmet = await prepareMachine(needsOf(layers));
  console.log(`${'set-up'.padEnd(49)} ${((Date.now() - began) / 1000).toFixed(1)} s`);

  const scratch = mkdtempSync(join(tmpdir(), 'clusterdesk-test-'));
  const run = { deadline: began + RUN_LIMIT_MS, unmet, filters, scratch, logs };
  const outcomes: Outcome[] = [];
  try {
    for (const layer of layers) {
      if (stopped) break;
      const outcome = await runLayer(layer, run);
      outcomes.push(outcome);
      console.log(layerLine(outcome));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return outcomes;
}

let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped = true;
    stopJobs();
  });
}
const { values, positionals } = explained(() =>
  parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true }),
);
const outcomes = await runAll(
  explained(() => selectLayers(values.only)),
  positionals,
);
console.log(closingReport(outcomes));
process.exitCode = stopped || totalsOf(outcomes).failed > 0 ? 1 : 0;
