import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { repositoryFiles } from '../checks/check.ts';
import { ROOT } from '../setup/paths.mjs';
import { runJob } from './job.ts';
import type { CheckLayer, Layer, TestLayer } from './layers.ts';
import type { Unmet } from './machine.ts';
import { recordsOfRun, STOPPED, type Outcome } from './outcome.ts';
import { RESULTS_VARIABLE, type TestRecord } from './results.ts';

const HEARTBEAT_MS = 60_000;
/** How much of a layer's output a failure's message shows. */
const TAIL = 4000;

/** What all layers of one run share. */
export interface Run {
  /** When the run as a whole has to be over. */
  readonly deadline: number;
  /** Fires when the run is told to stop: what runs is cut off, and no further layer is begun. */
  readonly stop: AbortSignal;
  readonly unmet: Unmet;
  /** Handed to the test runners: parts of file names. */
  readonly filters: readonly string[];
  /** A folder of this run alone, for the reporters' records. */
  readonly scratch: string;
  /** What every layer has in its environment. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder for the layers' output. */
  readonly logs: string;
}

/** Runs one layer to its end or its time limit. Failures are in the outcome, never thrown. */
export async function runLayer(layer: Layer, run: Run): Promise<Outcome> {
  const began = Date.now();
  const done = (rest: Pick<Outcome, 'records' | 'notRun'>): Outcome => ({
    layer: layer.name,
    ms: Date.now() - began,
    ...rest,
  });
  const reason = reasonAgainst(layer, run);
  if (reason !== null) return done({ records: [], notRun: reason });

  const notBegun = (message: string) =>
    done({ records: [{ id: 'run', name: 'not begun', state: 'failed', message }] });
  if (run.stop.aborted) return notBegun(STOPPED);
  const limitMs = Math.min(layer.minutes * 60_000, run.deadline - began);
  if (limitMs <= 0) return notBegun('the time for the whole run was used up');
  const log = join(run.logs, `${layer.name}.log`);
  writeFileSync(log, '');
  const heartbeat = setInterval(() => {
    const minutes = Math.round((Date.now() - began) / 60_000);
    console.log(`${layer.name.padEnd(12)} running for ${minutes} min (output: ${log})`);
  }, HEARTBEAT_MS);
  try {
    const records =
      layer.kind === 'checks'
        ? await runChecks(layer, log, began + limitMs, run)
        : await runTests(layer, log, limitMs, run);
    return done({ records });
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

/** Practice hosts have limits of time to keep, which what runs beside them has not. */
const doesYield = ({ lane }: Layer) => lane === 'processors';

async function runChecks(
  layer: CheckLayer,
  log: string,
  end: number,
  { env, stop }: Run,
): Promise<TestRecord[]> {
  const records: TestRecord[] = [];
  const yields = doesYield(layer);
  for (const { name, args } of layer.checks) {
    const from = statSync(log).size;
    const limitMs = Math.max(end - Date.now(), 1);
    const program = process.execPath;
    const job = { program, args, log, env, limitMs, stop, yields };
    const { code, timedOut, stopped } = await runJob(job);
    const cutOff = [stopped ? STOPPED : [], timedOut ? 'out of time' : []].flat();
    const message = [...cutOff, tailOf(log, from)].join('\n');
    records.push(
      code === 0 && cutOff.length === 0
        ? { id: name, name, state: 'passed' }
        : { id: name, name, state: 'failed', message },
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
  if (layer.keyring && !run.unmet.has('keyring')) command.unshift('build/testing/with-keyring.sh');
  const [program = '', ...args] = command;
  const env = { ...run.env, NO_COLOR: '1', [RESULTS_VARIABLE]: results };
  const { stop } = run;
  const end = await runJob({ program, args, log, limitMs, stop, env, yields: doesYield(layer) });
  return recordsOfRun(results, end, limitMs, tailOf(log));
}

function tailOf(log: string, from = 0): string {
  const output = readFileSync(log).subarray(from).toString('utf8');
  const text = stripVTControlCharacters(output).trim();
  return text.length <= TAIL ? text : `(all of it: ${log})\n...${text.slice(-TAIL)}`;
}
