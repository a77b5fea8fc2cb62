import { expect, test } from 'vitest';
import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import type { Phase, StepContext } from './phase.ts';
import { DEFAULT_RETRY_LIMITS, runStep } from './step-runner.ts';

const HOST = '10.0.0.1';

function run(phase: Partial<Phase>, retryLimits = DEFAULT_RETRY_LIMITS) {
  const lines: string[] = [];
  const abort = new AbortController();
  const result = runStep(
    { name: 'preflight', limitSeconds: 10, apply: () => Promise.resolve(), ...phase },
    HOST,
    (signal) => ({ signal, log: (line: string) => lines.push(line) }) as unknown as StepContext,
    abort.signal,
    retryLimits,
  );
  return { result, lines, abort };
}

const hangs = ({ signal }: StepContext) =>
  new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** Fails with these codes, one a try, then succeeds. */
function failing(...codes: ErrorCode[]): () => Promise<void> {
  return () => {
    const code = codes.shift();
    return code === undefined
      ? Promise.resolve()
      : Promise.reject(new ControlPlaneError(code, `${code} it is.`));
  };
}

test('what can pass is tried again, and the log says so', async () => {
  const { result, lines } = run({ apply: failing('HOST_CONNECTION_LOST') });
  expect(await result).toEqual({ state: 'done' });
  expect(lines).toEqual(['HOST_CONNECTION_LOST it is. Trying again in 1 s.']);
});

test.for(['HOST_LOGIN_REFUSED', 'REGISTRY_LOGIN_REFUSED', 'HOST_KEY_CHANGED'] as const)(
  '%s is never tried again',
  async (code) => {
    const { result, lines } = run({ apply: failing(code) });
    expect(await result).toMatchObject({ state: 'failed', problems: [{ code, host: HOST }] });
    expect(lines).toEqual([]);
  },
);

test('a phase that fails fast is not tried again', async () => {
  const { result } = run({ failFast: true, apply: failing('HOST_UNREACHABLE') });
  expect(await result).toMatchObject({ problems: [{ code: 'HOST_UNREACHABLE' }] });
});

test('retryLimits with a host that does not answer ends before the limit', async () => {
  const apply = () => Promise.reject(new ControlPlaneError('HOST_UNREACHABLE', 'No answer.'));
  const { result } = run({ apply }, { ...DEFAULT_RETRY_LIMITS, lostSeconds: 1 });
  expect(await result).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_UNREACHABLE', message: 'No answer. Given up after 1 s.' }],
  });
});

test('a step that hangs is ended by its limit, which says which', async () => {
  const { result } = run({ limitSeconds: 0.05, apply: hangs });
  expect(await result).toMatchObject({
    state: 'failed',
    problems: [
      { code: 'PHASE_TIMED_OUT', step: 'preflight', message: expect.stringContaining('0.05 s') },
    ],
  });
});

test('at the limit, what stood in the way is told', async () => {
  const busy = failing('PACKAGE_MANAGER_BUSY', 'PACKAGE_MANAGER_BUSY');
  const { result } = run({ limitSeconds: 0.5, apply: busy });
  expect(await result).toMatchObject({
    problems: [
      {
        code: 'PACKAGE_MANAGER_BUSY',
        message: "PACKAGE_MANAGER_BUSY it is. Given up at the step's limit of 0.5 s.",
      },
    ],
  });
});

test('a cancelled step says so, whatever it was at', async () => {
  const { result, abort } = run({ apply: hangs });
  abort.abort(new ControlPlaneError('OPERATION_CANCELLED', 'The operator cancelled it.'));
  expect(await result).toMatchObject({
    state: 'cancelled',
    problems: [{ code: 'OPERATION_CANCELLED' }],
  });
});
