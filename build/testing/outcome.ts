import { readRecords, type TestRecord } from './results.ts';
import type { JobEnd } from './job.ts';

/** What came of one layer. */
export interface Outcome {
  readonly layer: string;
  readonly records: readonly TestRecord[];
  readonly ms: number;
  /** Set where the layer as a whole did not run: why. */
  readonly notRun?: string;
}

/** Why a layer that was cut off does not count, whatever it left behind. */
export const STOPPED = 'stopped by a signal';

/**
 * Completes a test layer's records by what only the process's end tells: that it was stopped or ran
 * out of time, ended badly without a failed test, or ran nothing at all.
 * @param tail the end of the layer's output
 */
export function recordsOfRun(
  resultsFile: string,
  end: JobEnd,
  limitMs: number,
  tail: string,
): TestRecord[] {
  const records = readRecords(resultsFile);
  const fail = (message: string): TestRecord[] => [
    ...records,
    { id: 'the-run', name: 'the layer as a whole', state: 'failed', message },
  ];
  if (end.stopped) return fail(`${STOPPED}\n${tail}`);
  if (end.timedOut) return fail(`stopped after ${Math.round(limitMs / 60_000)} minutes\n${tail}`);
  if (end.code !== 0 && !records.some(({ state }) => state === 'failed')) {
    return fail(`the test runner ended with code ${end.code}\n${tail}`);
  }
  if (!records.some(({ state }) => state !== 'skipped')) return fail('no test was run');
  return records;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up records; a layer that did not run counts as one skipped test. */
export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const count = (state: TestRecord['state']) =>
    outcomes.flatMap(({ records }) => records).filter((record) => record.state === state).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped') + outcomes.filter(({ notRun }) => notRun !== undefined).length,
  };
}

/** One layer's line of the report. */
export function layerLine(outcome: Outcome): string {
  const { passed, failed, skipped } = totalsOf([outcome]);
  const counts = [
    [passed, 'passed'],
    [failed, 'failed'],
    [skipped, 'skipped'],
  ] as const;
  const parts = counts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  const what = outcome.notRun === undefined ? parts.join(', ') : 'not run';
  return `${outcome.layer.padEnd(12)} ${what.padEnd(36)} ${(outcome.ms / 1000).toFixed(1)} s`;
}

/** The report after all layers: what did not run, what failed, and the one line of totals. */
export function closingReport(outcomes: readonly Outcome[]): string {
  const notRun = outcomes.flatMap(({ layer, notRun: reason, records }) => [
    ...(reason === undefined ? [] : [`  ${layer}: ${reason}`]),
    ...records
      .filter(({ state }) => state === 'skipped')
      .map(({ name, message }) => `  ${layer}: ${name}: ${message ?? ''}`),
  ]);
  const failures = outcomes.flatMap(({ layer, records }) =>
    records
      .filter(({ state }) => state === 'failed')
      .map(({ name, message = '' }) => `${layer}: ${name}\n${indent(message)}\n`),
  );
  const { passed, failed, skipped } = totalsOf(outcomes);
  return [
    ...(notRun.length === 0 ? [] : ['', 'not run', ...notRun]),
    ...(failures.length === 0 ? [] : ['', 'failed', ...failures]),
    '',
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '    ');
}
