import type { FullConfig, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { writeRecords, type TestRecord } from './results.ts';

/** Writes every end-to-end test's end as a record, and errors outside of tests as one more. */
export default class RecordReporter implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onTestEnd(test: TestCase): void {
    writeRecords([recordOf(test)]);
  }

  onError(error: TestError): void {
    this.#errors += 1;
    const id = `error-${this.#errors}`;
    writeRecords([{ id, name: 'outside of the tests', state: 'failed', message: textOf(error) }]);
  }

  onEnd(): void {
    writeRecords((this.#suite?.allTests() ?? []).map(recordOf));
  }

  printsToStdio(): boolean {
    return false;
  }
}

function recordOf(test: TestCase): TestRecord {
  const { id } = test;
  const name = test
    .titlePath()
    .filter((part) => part !== '')
    .join(' > ');
  if (test.results.length === 0)
    return { id, name, state: 'failed', message: 'it was never begun' };
  switch (test.outcome()) {
    case 'expected':
      return { id, name, state: 'passed' };
    case 'skipped': {
      const annotations = test.results.flatMap((result) => result.annotations);
      const skip = [...annotations, ...test.annotations].find(({ type }) => type === 'skip');
      const message = skip?.description ?? 'the test says no reason';
      return { id, name, state: 'skipped', message };
    }
    default: {
      const errors = test.results.flatMap((result) => result.errors);
      return { id, name, state: 'failed', message: errors.map(textOf).join('\n') };
    }
  }
}

function textOf(error: TestError): string {
  return error.stack ?? error.message ?? error.value ?? 'an error without a message';
}
