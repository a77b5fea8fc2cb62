import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { writeRecords, type TestRecord } from './results.ts';

interface ErrorLike {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly diff?: string | undefined;
}

/** Writes every test's end as a record, and whatever failed outside of a test as one more. */
export default class RecordReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    writeRecords([recordOf(test)]);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly ErrorLike[]): void {
    writeRecords([
      ...modules.flatMap((module) => [
        ...failuresOutside(module, module.relativeModuleId),
        ...[...module.children.allSuites()].flatMap((suite) =>
          failuresOutside(suite, `${module.relativeModuleId} > ${suite.fullName}`),
        ),
        ...[...module.children.allTests()].map(recordOf),
      ]),
      ...unhandled.map((error, index) => failure(`unhandled-${index}`, 'unhandled error', [error])),
    ]);
  }
}

function recordOf(test: TestCase): TestRecord {
  const { id } = test;
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  switch (result.state) {
    case 'passed':
      return { id, name, state: 'passed' };
    case 'skipped':
      return { id, name, state: 'skipped', message: result.note ?? 'the test says no reason' };
    case 'failed':
      return failure(id, name, result.errors);
    default:
      return { id, name, state: 'failed', message: 'it did not finish' };
  }
}

/** Files that do not load and hooks that fail leave no failed test behind. */
function failuresOutside(suite: TestModule | TestSuite, name: string): TestRecord[] {
  const errors = suite.errors();
  return errors.length === 0 ? [] : [failure(`${suite.id}-errors`, name, errors)];
}

/** The runner's own frames say nothing about the test. */
const FOREIGN_FRAME = /^\s+at .*\/node_modules\/.*\n?/gm;

function failure(id: string, name: string, errors: readonly ErrorLike[]): TestRecord {
  const texts = errors.map(({ stack, message, diff }) =>
    [(stack ?? message).replaceAll(FOREIGN_FRAME, ''), diff]
      .filter((part) => part !== undefined)
      .join('\n'),
  );
  return { id, name, state: 'failed', message: texts.join('\n') };
}
