import { expect, test } from 'vitest';
import type { HostRecord } from '../store/hosts.ts';
import { logComments } from './log-comments.ts';

const host = (hostName: string, ip: string) => ({ hostName, ip }) as HostRecord;

test('a success needs no words', () => {
  expect(logComments('create-cluster', 'succeeded', [])).toBe('');
});

test('a failure has the word that scripts of the 2017 system look for', () => {
  expect(logComments('create-cluster', 'failed', [])).toBe('installation_failed');
  expect(logComments('add-hosts', 'failed', [])).toBe('installation_failed');
  expect(logComments('create-cluster', 'rolled-back', [])).toBe('rolled_back');
});

test('a failed removal names the hosts that stayed', () => {
  const stayed = [host('a-1-cluster', '10.0.0.1'), host('b-2-cluster', '10.0.0.2')];
  expect(logComments('remove-hosts', 'failed', stayed)).toBe(
    'a-1-cluster:10.0.0.1\nb-2-cluster:10.0.0.2',
  );
});

test('keys and registries stay named whatever comes of the change', () => {
  expect(logComments('add-pubkeys', 'succeeded', [])).toBeUndefined();
  expect(logComments('remove-registries', 'failed', [])).toBeUndefined();
});
