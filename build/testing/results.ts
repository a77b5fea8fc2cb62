import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** How one test of one layer ended. */
export interface TestRecord {
  /** Tells tests of one run apart; a later record with the same id replaces the earlier one. */
  readonly id: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or why it was skipped. */
  readonly message?: string;
}

/** The file that a test runner's reporter writes to; the runner's parent names it. */
export const RESULTS_VARIABLE = 'CLUSTERDESK_TEST_RESULTS';

/**
 * Adds records to the results file at once, so that what ran before a time limit struck is known.
 * Does nothing where the variable is not set.
 */
export function writeRecords(records: readonly TestRecord[]): void {
  const file = process.env[RESULTS_VARIABLE];
  if (file === undefined) return;
  appendFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** The records of a results file, the last one of each id; none where the file is missing. */
export function readRecords(file: string): TestRecord[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const records = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TestRecord);
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
