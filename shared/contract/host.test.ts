import { expect, test } from 'vitest';
import { hostRole } from './host.ts';

test('the flags of a host come to one role', () => {
  expect(hostRole({ isMaster: true, isShared: false })).toBe('master');
  expect(hostRole({ isMaster: true, isShared: true })).toBe('master');
  expect(hostRole({ isMaster: false, isShared: true })).toBe('shared');
  expect(hostRole({ isMaster: false, isShared: false })).toBe('pure');
});
