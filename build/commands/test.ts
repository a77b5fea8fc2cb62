// test [--only LAYER,...] [FILTER...]: runs the layers, each as a process of its own, and reports.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters, parseArgs } from 'node:util';
import { repositoryFiles } from '../checks/check.ts';
import { ROOT } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';
import { runJob, stopJobs, type Job } from '../testing/job.ts';
import { LAYERS, type CheckLayer, type Layer, type TestLayer } from '../testing/layers.ts';
import { prepareMachine, type Need, type Unmet } from '../testing/machine.ts';
import {
  closingReport,
  layerLine,
  recordsOfRun,
  totalsOf,
  type Outcome,
} from '../testing/outcome.ts';
import { RESULTS_VARIABLE, type TestRecord } from '../testing/results.ts';

/** The whole run's limit: below half an hour, whatever the layers' own limits add up to. */
const RUN_LIMIT_MS = 29 * 60_000;
const HEARTBEAT_MS = 60_000;
const TAIL = 4000;
const LOGS = join(ROOT, 'test-results');

interface Run {
  readonly deadline: number;
  readonly unmet: Unmet;
  readonly filters: readonly string[];
  /** Holds this run's results files. */
  readonly scratch: string;
}

function selectLayers(only: string | undefined): Layer[] {
  if (only === undefined) return [...LAYERS];
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const known = LAYERS.map(({ name }) => name).join(', ');
    throw new RangeError(`no layer is called ${unknown.join(', ')}; there are ${known}`);
  }
  return LAYERS.filter(({ name }) => names.includes(name));
}

async function runLayer(layer: Layer, run: Run): Promise<Outcome> {
  const began = Date.now();
  const done = (rest: Pick<Outcome, 'records' | 'notRun'>): Outcome => ({
    layer: layer.name,
    ms: Date.now() - began,
    ...rest,
  });
  const reason = reasonAgainst(layer, run);
  if (reason !== null) return done({ records: [], notRun: reason });

  const limitMs = Math.min(layer.minutes * 60_000, run.deadline - began);
  if (limitMs <= 0) {
    const message = 'the time for the whole run was used up';
    return done({ records: [{ id: 'run', name: 'not begun', state: 'failed', message }] });
  }
  const log = join(LOGS, `${layer.name}.log`);
  rmSync(log, { force: true });
  const heartbeat = setInterval(() => {
    const minutes = Math.round((Date.now() - began) / 60_000);
    console.log(`${layer.name.padEnd(12)} running for ${minutes} min (output: ${log})`);
  }, HEARTBEAT_MS);
  try {
    return done({
      records:
        layer.kind === 'checks'
          ? await runChecks(layer, log, began + limitMs)
          : await runTests(layer, log, limitMs, run),
    });
  } finally {
    clearInterval(heartbeat);
  }
}

function reasonAgainst(layer: Layer, { unmet }: Run): string | null {
  if (layer.kind === 'tests' && repositoryFiles(ROOT, layer.files).length === 0) {
    return 'nothing there';
  }
  const reasons = layer.needs.flatMap((need) => unmet.get(need) ?? []);
  return reasons.length === 0 ? null : reasons.join('; ');
}

async function runChecks(layer: CheckLayer, log: string, end: number): Promise<TestRecord[]> {
  const records: TestRecord[] = [];
  for (const { name, args } of layer.checks) {
    rmSync(log, { force: true });
    const limitMs = Math.max(end - Date.now(), 1);
    const { code, timedOut } = await runJob({ program: process.execPath, args, log, limitMs });
    records.push(
      code === 0
        ? { id: name, name, state: 'passed' }
        : {
            id: name,
            name,
            state: 'failed',
            message: `${timedOut ? 'out of time\n' : ''}${tailOf(log)}`,
          },
    );
  }
  return records;
}

async function runTests(
  layer: TestLayer,
  log: string,
  limitMs: number,
  run: Run,
): Promise<TestRecord[]> {
  const results = join(run.scratch, `${layer.name}.ndjson`);
  const command = [process.execPath, ...layer.args, ...run.filters];
  if (layer.keyring && !run.unmet.has('keyring')) command.unshift('build/with-keyring.sh');
  const [program = '', ...args] = command;
  const env = { ...process.env, [RESULTS_VARIABLE]: results };
  const job: Job = { program, args, log, limitMs, env };
  return recordsOfRun(results, await runJob(job), limitMs, tailOf(log));
}

function tailOf(log: string): string {
  return stripVTControlCharacters(readFileSync(log, 'utf8')).trimEnd().slice(-TAIL);
}

function needsOf(layers: readonly Layer[]): Need[] {
  const needs = layers.flatMap((layer): Need[] => [
    ...layer.needs,
    ...(layer.kind === 'tests' && layer.keyring ? (['keyring'] as const) : []),
  ]);
  return [...new Set(needs)];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const began = Date.now();
  const layers = selectLayers(values.only);
  mkdirSync(LOGS, { recursive: true });
  const unmet = await prepareMachine(needsOf(layers));
  console.log(`${'set-up'.padEnd(49)} ${((Date.now() - began) / 1000).toFixed(1)} s`);

  const scratch = mkdtempSync(join(tmpdir(), 'clusterdesk-test-'));
  const outcomes: Outcome[] = [];
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopped = true;
      stopJobs();
    });
  }
  try {
    const run: Run = { deadline: began + RUN_LIMIT_MS, unmet, filters: positionals, scratch };
    for (const layer of layers) {
      if (stopped) break;
      const outcome = await runLayer(layer, run);
      outcomes.push(outcome);
      console.log(layerLine(outcome));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(closingReport(outcomes));
  return stopped || totalsOf(outcomes).failed > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
  say(error.message);
  process.exitCode = 2;
}
