import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problem } from '../../../shared/contract/errors.ts';
import { id } from '../../test/fixtures.testing.ts';
import { memoryBridge } from '../../test/memory-bridge.testing.ts';
import { follow } from './follow.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lost = problem('E12008', 'The connection was lost.');
const name = 'operations.events';

function following() {
  const bridge = memoryBridge();
  let after = 0;
  const onResume = vi.fn<() => void>();
  const stop = follow(bridge, name, {
    input: () => ({ id: id(300), after: (after += 1) }),
    onEvent: () => {},
    onResume,
    isFinal: ({ code }) => code === 'E60000',
  });
  return { bridge, onResume, stop };
}

test('a stream that broke is subscribed to again, from where one is then', () => {
  const { bridge, onResume } = following();
  expect(bridge.streams()).toEqual([{ name, input: { id: id(300), after: 1 } }]);
  bridge.end(name, lost);
  expect(bridge.streams()).toEqual([]);
  expect(onResume).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(bridge.streams()).toEqual([{ name, input: { id: id(300), after: 2 } }]);
  expect(onResume).toHaveBeenCalledTimes(1);
});

test('a stream that ended for good is left alone', () => {
  const { bridge, onResume } = following();
  bridge.end(name, problem('E60000', 'There is no such operation.'));
  vi.runAllTimers();
  expect(bridge.streams()).toEqual([]);
  expect(onResume).not.toHaveBeenCalled();
});

test('who has stopped following is not subscribed again, whenever that was', () => {
  const { bridge, stop } = following();
  bridge.end(name, lost);
  stop();
  vi.runAllTimers();
  expect(bridge.streams()).toEqual([]);
  const other = following();
  other.bridge.end(name, lost);
  vi.runAllTimers();
  other.stop();
  expect(other.bridge.streams()).toEqual([]);
});
