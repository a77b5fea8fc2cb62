// test [--only LAYER,...] [FILTER...]: runs the layers, each as a process of its own, and reports.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../setup/paths.mjs';
import { downAbandoned } from '../../test/lab/index.ts';
import { LAYERS, type Layer } from '../testing/layers.ts';
import { makeRunFolder, removeLeftovers, runEnvironment } from '../testing/leftovers.ts';
import { prepareMachine, type Need } from '../testing/machine.ts';
import { closingReport, layerLine, totalsOf, type Outcome } from '../testing/outcome.ts';
import { runLayer } from '../testing/run-layer.ts';
import { runLayers } from '../testing/run-layers.ts';
import { explained } from './arguments.ts';

/**
 * The whole run's limit, whatever the layers' own limits add up to: it ends what hangs, also on a
 * machine that is busy with other things.
 */
const RUN_LIMIT_MS = 75 * 60_000;
const COMPILED = join(ROOT, 'node_modules/.cache/clusterdesk-compiled');

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

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const timeLine = (what: string, ms: number) => `${what.padEnd(49)} ${seconds(ms)}`;

/** Takes away what ended runs left on this machine: processes, folders and practice hosts. */
async function cleanUp(): Promise<void> {
  const labs = process.getuid?.() === 0 ? await downAbandoned() : [];
  const left = [...(await removeLeftovers()), ...labs];
  if (left.length > 0) console.log(`taken down what was left behind: ${left.join(', ')}`);
}

/** Runs the layers; a failed one does not stop the next, a stop signal does. */
async function runAll(layers: readonly Layer[], filters: readonly string[]): Promise<Outcome[]> {
  const began = Date.now();
  const logs = join(ROOT, 'test-results');
  mkdirSync(logs, { recursive: true });
  await cleanUp();
  const unmet = await prepareMachine(needsOf(layers));
  console.log(timeLine('set-up', Date.now() - began));

  const scratch = await makeRunFolder();
  // what is compiled once serves every process of this run and of those after it
  const env = { ...process.env, ...runEnvironment(scratch), NODE_COMPILE_CACHE: COMPILED };
  const run = {
    deadline: began + RUN_LIMIT_MS,
    stop: stop.signal,
    unmet,
    filters,
    scratch,
    env,
    logs,
  };
  try {
    return await runLayers(layers, {
      async run(layer) {
        const outcome = await runLayer(layer, run);
        console.log(layerLine(outcome));
        return outcome;
      },
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    await cleanUp();
    console.log(timeLine('all', Date.now() - began));
  }
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort());
}
const { values, positionals } = explained(() =>
  parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true }),
);
const outcomes = await runAll(
  explained(() => selectLayers(values.only)),
  positionals,
);
console.log(closingReport(outcomes));
process.exitCode = stop.signal.aborted || totalsOf(outcomes).failed > 0 ? 1 : 0;
