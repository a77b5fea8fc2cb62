import { expect, test } from 'vitest';
import { problem } from '../../../shared/contract/errors.ts';
import type { OperationEvent } from '../../../shared/contract/operation.ts';
import { id, operation, step } from '../../test/fixtures.testing.ts';
import { MAX_LINES, merge, initialLiveState, applyEvents } from './live.ts';
import { hostRows, collectProblems, progressOf, hostActivity } from './view.ts';

const base = { operationId: id(300), time: '2026-11-23T10:00:00.000Z' };

function stepEvent(seq: number, values: Parameters<typeof step>[2]): OperationEvent {
  return { ...base, seq, type: 'step', step: step('connect', id(200), values) };
}

function logEvent(seq: number): OperationEvent {
  return {
    ...base,
    seq,
    type: 'log',
    phase: 'connect',
    hostId: id(200),
    host: '10.0.0.11',
    line: `line ${seq}`,
  };
}

function stateOf(live: ReturnType<typeof applyEvents>): string | undefined {
  return merge(operation(), live).phases[0]?.steps[0]?.state;
}

test('steps follow their events in order', () => {
  const running = applyEvents(initialLiveState, [stepEvent(1, { state: 'running' })]);
  expect(stateOf(running)).toBe('running');
  expect(stateOf(applyEvents(running, [stepEvent(2, { state: 'done' })]))).toBe('done');
});

test('events that come again change nothing', () => {
  const first = applyEvents(initialLiveState, [stepEvent(1, { state: 'running' }), logEvent(2)]);
  const done = applyEvents(first, [stepEvent(3, { state: 'done' })]);
  const again = applyEvents(done, [stepEvent(1, { state: 'running' }), logEvent(2)]);
  expect(again).toBe(done);
  expect(again.lines).toHaveLength(1);
});

test('an operation read after a reload is not set back by the events replayed from its beginning', () => {
  const read = operation();
  const [first] = read.phases;
  if (first)
    first.steps = first.steps.map((each) => step('connect', each.hostId, { state: 'done' }));
  const replayed = applyEvents(initialLiveState, [stepEvent(1, { state: 'running' })]);
  expect(merge(read, replayed).phases[0]?.steps[0]?.state).toBe('done');
});

test('a new attempt wins over what the first one left', () => {
  const failed = applyEvents(initialLiveState, [stepEvent(1, { state: 'failed' })]);
  const again = applyEvents(failed, [stepEvent(2, { state: 'running', attempt: 2 })]);
  expect(stateOf(again)).toBe('running');
});

test('steps of one phase for different subjects are told apart', () => {
  const subjects = ['web', 'db'];
  const phases = subjects.map((subject) => ({
    name: 'connect',
    subject,
    title: '',
    steps: [step('connect', id(200), { subject })],
  }));
  const live = applyEvents(initialLiveState, [stepEvent(1, { state: 'done', subject: 'db' })]);
  const states = merge(operation({ phases }), live).phases.map(({ steps }) => steps[0]?.state);
  expect(states).toEqual(['pending', 'done']);
});

test('the state and the error of the operation follow its events', () => {
  const error = problem('E50000', 'stopped');
  const live = applyEvents(initialLiveState, [
    { ...base, seq: 1, type: 'operation', state: 'failed', error },
  ]);
  expect(merge(operation(), live)).toMatchObject({ state: 'failed', error });
});

test('the log is bounded and counts what it no longer holds', () => {
  const lines = Array.from({ length: MAX_LINES + 5 }, (_, index) => logEvent(index + 1));
  const live = applyEvents(initialLiveState, lines);
  expect(live.lines).toHaveLength(MAX_LINES);
  expect(live.lines[0]?.line).toBe('line 6');
  expect(live.lineCount).toBe(MAX_LINES + 5);
});

test('a row holds a gap for each phase in which its host takes no part', () => {
  const rows = hostRows(operation());
  expect(rows.map((row) => row.host)).toEqual(['10.0.0.11', '10.0.0.12', '10.0.0.13']);
  expect(rows[1]?.steps.map((each) => each?.phase ?? null)).toEqual([
    'connect',
    'preflight',
    'install-docker',
    null,
    'swarm-join',
  ]);
});

test('progress counts steps done, or undone while rolling back', () => {
  const steps = [
    step('connect', id(200), { state: 'done' }),
    step('connect', id(201), { state: 'undone' }),
    step('connect', id(202), { state: 'skipped' }),
  ];
  const phases = [{ name: 'connect', subject: '', title: '', steps }];
  expect(progressOf(operation({ phases }))).toEqual({ done: 2, total: 3, undoing: false });
  expect(progressOf(operation({ phases, state: 'rolling-back' }))).toEqual({
    done: 1,
    total: 2,
    undoing: true,
  });
});

test('a host says what it is at', () => {
  const [row] = hostRows(operation());
  if (!row) throw new Error('no row');
  expect(hostActivity(row, 'running')).toMatchObject({ text: 'next', phase: 'connect' });
  const at = (state: 'running' | 'failed') => ({
    ...row,
    steps: [step('connect', row.hostId, { state })],
  });
  expect(hostActivity(at('running'), 'running')).toMatchObject({ text: 'now', phase: 'connect' });
  expect(hostActivity(at('failed'), 'failed')).toMatchObject({ text: 'stoppedAt' });
  expect(hostActivity(row, 'rolled-back')).toEqual({ text: 'rolledBack' });
});

test('an error that a host and the operation both carry is shown once', () => {
  const error = problem('HOST_DISK_FULL', 'full', { host: '10.0.0.11', step: 'connect' });
  const steps = [step('connect', id(200), { state: 'failed', errors: [error] })];
  const phases = [{ name: 'connect', subject: '', title: '', steps }];
  expect(collectProblems(operation({ phases, error }))).toEqual([error]);
});
