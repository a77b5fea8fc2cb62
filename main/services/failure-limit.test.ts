import { expect, test } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { createFailureLimit } from './failure-limit.ts';

test('failures are limited in a window, with the seconds until the next try', () => {
  let now = 0;
  const limit = createFailureLimit(3, 60_000, () => now);
  const isHeld = () => {
    try {
      limit.check();
      return 0;
    } catch (error) {
      return (error as ControlPlaneError).retryAfter;
    }
  };
  for (const time of [0, 10_000, 20_000]) {
    now = time;
    expect(isHeld()).toBe(0);
    limit.failed();
  }
  expect(isHeld()).toBe(40);
  now = 59_999;
  expect(isHeld()).toBe(1);
  now = 60_000;
  expect(isHeld()).toBe(0);
});

test('a success forgets the failures before it', () => {
  const limit = createFailureLimit(1);
  limit.failed();
  expect(() => limit.check()).toThrow(ControlPlaneError);
  limit.succeeded();
  limit.check();
});
