import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { perform, type CallContext, type Handlers } from './dispatch.ts';
import { ANONYMOUS, checkAccess, type Session } from './session.ts';
import { refusal } from './fixtures.testing.ts';

const session: Session = { actor: { ...ANONYMOUS, scope: 'operate' }, shell: 'http' };
const left = new AbortController();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function run(name: 'clusters.get' | 'clusters.components', wait?: number) {
  const seen: { context?: CallContext } = {};
  const handler = (_input: unknown, context: CallContext) => {
    seen.context = context;
    return new Promise<never>(() => {});
  };
  const handlers = { [name]: handler } as unknown as Handlers;
  const answer = perform(handlers, name, { wait }, session, () => left.signal);
  const ended = answer.catch((error: unknown) => (error as { code: string }).code);
  return { ended, signal: seen.context?.signal };
}

test.each([
  ['clusters.get', undefined, 30],
  ['clusters.get', 10, 40],
  ['clusters.components', undefined, 300],
] as const)('%s with wait %s is given up after %i s', async (name, wait, seconds) => {
  const { ended, signal } = run(name, wait);
  await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
  expect(signal?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await ended).toBe('E12015');
  expect(signal?.aborted).toBe(true);
});

test('a handler hears that the caller has left', () => {
  const { signal } = run('clusters.get');
  expect(signal?.aborted).toBe(false);
  left.abort();
  expect(signal?.aborted).toBe(true);
});

test('who calls may do what its scope covers', () => {
  expect(refusal(() => checkAccess(session, 'read'))).toBeUndefined();
  expect(refusal(() => checkAccess(session, 'operate'))).toBeUndefined();
  expect(refusal(() => checkAccess(session, 'admin'))).toBe('E12004');
});
