// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem } from '../../../shared/contract/errors.ts';
import {
  operationActions,
  type Operation,
  type OperationAction,
  type OperationEvent,
  type Step,
} from '../../../shared/contract/operation.ts';
import type { PhaseName } from '../../../shared/contract/phases.ts';
import { id, operation, step } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../../test/render.testing.tsx';

setUpPage();

const path = `/operations/${id(300)}`;
const base = { operationId: id(300), time: '2026-11-23T10:00:00.000Z' };

const failed: Partial<Operation> = { state: 'failed', actions: ['retry', 'rollback'] };

async function openPage(values: Partial<Operation> = {}) {
  const shown = operation(values);
  const page = renderPage(path, memoryBridge({ 'operations.get': () => shown }));
  await screen.findByRole('heading', { level: 1, name: /staging/ });
  const send = (...events: OperationEvent[]) => {
    for (const event of events) page.bridge.emit('operations.events', event);
  };
  return { ...page, send };
}

function stepEvent(
  seq: number,
  values: Partial<Step>,
  phase: PhaseName = 'connect',
): OperationEvent {
  return { ...base, seq, type: 'step', step: step(phase, id(200), values) };
}

function logEvent(seq: number, line: string, hostId = id(200)): OperationEvent {
  return { ...base, seq, type: 'log', phase: 'connect', hostId, host: '10.0.0.11', line };
}

test('the grid follows the events', async () => {
  const { send } = await openPage();
  const grid = screen.getByRole('grid', { name: 'Steps of each host' });
  expect(
    within(grid).getByRole('button', {
      name: '10.0.0.11, Connect and verify the host key: waiting',
    }),
  ).toBeDefined();
  send(stepEvent(1, { state: 'running' }));
  await within(grid).findByRole('button', { name: /^10\.0\.0\.11, Connect.*: running/ });
  expect(within(grid).getByText(/Now: Connect and verify the host key/)).toBeDefined();
  send(stepEvent(2, { state: 'done' }));
  await within(grid).findByRole('button', { name: /^10\.0\.0\.11, Connect.*: done 0:07/ });
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 of 12 steps');
});

test('it asks for the events from the beginning, so a reload finds the log again', async () => {
  const { bridge } = await openPage();
  await waitFor(() =>
    expect(bridge.streams()).toContainEqual({
      name: 'operations.events',
      input: { id: id(300), after: 0 },
    }),
  );
});

test('an error is shown with its cause and what to do', async () => {
  const { send } = await openPage();
  const failure = problem('HOST_DISK_FULL', '/var/lib has 0.4 GiB free.', {
    host: '10.0.0.11',
    step: 'preflight',
    cause: 'df said so',
  });
  send(stepEvent(1, { state: 'failed', errors: [failure] }, 'preflight'));
  const card = await screen.findByRole('article', { name: 'Not enough disk space' });
  for (const text of ['Host 10.0.0.11, Check the host', 'df said so', /Free space on the file/]) {
    expect(within(card).getByText(text)).toBeDefined();
  }
  expect(within(card).getByRole('link').getAttribute('href')).toContain('/help/HOST_DISK_FULL');
});

const buttons: Record<OperationAction, string> = {
  cancel: 'Cancel',
  retry: 'Retry',
  rollback: 'Roll back',
};

function offered(): OperationAction[] {
  return operationActions.filter(
    (action) => screen.queryByRole('button', { name: buttons[action] }) !== null,
  );
}

test.each<OperationAction[][]>([[[]], [['cancel']], [['retry']], [['retry', 'rollback']]])(
  'what the control plane would do is offered, and nothing else: %j',
  async (actions) => {
    await openPage({ state: 'succeeded', actions });
    expect(offered()).toEqual(actions);
  },
);

test('an operation that ended is read anew for what can be done then', async () => {
  const { bridge, send } = await openPage();
  expect(offered()).toEqual(['cancel']);
  send({ ...base, seq: 1, type: 'operation', state: 'failed', error: null });
  await waitFor(() => expect(offered()).toEqual([]));
  bridge.answer({ 'operations.get': () => operation(failed) });
  bridge.emit('changes', { resource: 'operation', id: id(300) });
  await waitFor(() => expect(offered()).toEqual(['retry', 'rollback']));
});

test('cancel asks first, then calls', async () => {
  const { user, bridge } = await openPage();
  const cancelled = operation({ ...failed, state: 'cancelled' });
  bridge.answer({ 'operations.cancel': () => cancelled });
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(bridge.calls.some(({ name }) => name === 'operations.cancel')).toBe(false);
  bridge.answer({ 'operations.get': () => cancelled });
  await user.click(await screen.findByRole('button', { name: 'Cancel the operation' }));
  await screen.findByRole('button', { name: 'Retry' });
  expect(bridge.calls.find(({ name }) => name === 'operations.cancel')?.input).toEqual({
    id: id(300),
  });
});

test('a retry takes up the stream again after the last event seen', async () => {
  const { user, bridge, send } = await openPage({ ...failed, actions: ['retry'] });
  send(stepEvent(7, { state: 'failed' }));
  await screen.findByRole('button', { name: /Connect.*: failed/ });
  bridge.answer({
    'operations.retry': () => operation({ state: 'running' }),
    'operations.get': () => operation({ state: 'running' }),
  });
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  await waitFor(() =>
    expect(bridge.streams()).toContainEqual({
      name: 'operations.events',
      input: { id: id(300), after: 7 },
    }),
  );
  send(stepEvent(8, { state: 'running', attempt: 2 }));
  await screen.findByRole('button', { name: /Connect.*: running/ });
});

test('what the control plane refuses is said, and the page goes on', async () => {
  const { user, bridge } = await openPage({ ...failed, actions: ['retry'] });
  bridge.answer({ 'operations.retry': () => problem('E60001', 'It has already been retried.') });
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  expect((await screen.findByRole('alert')).textContent).toContain('It has already been retried.');
});

test('the log is searched, and a step shows its own lines', async () => {
  const { user, send } = await openPage();
  send(logEvent(1, 'Reading package lists'), logEvent(2, 'Setting up docker', id(201)));
  const log = screen.getByRole('log');
  await within(log).findByText('Setting up docker');
  await user.type(screen.getByRole('searchbox', { name: 'Search the log' }), 'PACKAGE');
  expect(within(log).queryByText('Setting up docker')).toBeNull();
  await user.clear(screen.getByRole('searchbox', { name: 'Search the log' }));
  await user.click(screen.getByRole('button', { name: /^10\.0\.0\.12, Connect/ }));
  expect(within(log).getByText('Setting up docker')).toBeDefined();
  expect(within(log).queryByText('Reading package lists')).toBeNull();
});

test('the log stops following when one scrolls up and goes on at a press', async () => {
  const { user, send } = await openPage();
  send(logEvent(1, 'first'));
  const log = screen.getByRole('log');
  await within(log).findByText('first');
  Object.defineProperties(log, {
    scrollHeight: { value: 1000, configurable: true },
    clientHeight: { value: 300, configurable: true },
  });
  log.scrollTop = 100;
  log.dispatchEvent(new Event('scroll'));
  const follow = await screen.findByRole('button', { name: 'Go to the newest line' });
  send(logEvent(2, 'second'));
  await within(log).findByText('second');
  expect(log.scrollTop).toBe(100);
  await user.click(follow);
  await waitFor(() => expect(log.scrollTop).toBe(1000));
});

test('arrow keys walk the grid past the phases a host has no part in', async () => {
  const { user } = await openPage();
  const start = screen.getByRole('button', { name: /^10\.0\.0\.12, Install Docker/ });
  await user.click(start);
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement?.textContent).toContain('10.0.0.12, Join the swarm');
  await user.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent).toContain('10.0.0.13, Join the swarm');
});

test('phases and errors are in Chinese where the page is', async () => {
  const { user, send } = await openPage();
  send(stepEvent(1, { state: 'failed', errors: [problem('HOST_DISK_FULL', 'full')] }));
  await user.click(screen.getByRole('radio', { name: '中文' }));
  expect(await screen.findByText('磁盘空间不足')).toBeDefined();
  expect(screen.getByRole('button', { name: /连接并核对主机密钥：失败/ })).toBeDefined();
});
