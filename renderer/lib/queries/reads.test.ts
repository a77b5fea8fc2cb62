import { expect, test } from 'vitest';
import { calls } from '../../../shared/contract/calls/index.ts';
import { changedResources } from '../../../shared/contract/changes.ts';
import { reads } from './reads.ts';

/** What is for other programs than the page. */
const notForScreens = new Set(['system.health']);

test('a screen can read whatever the control plane has to tell', () => {
  const answered = Object.entries(calls)
    .filter(([, { method, kind }]) => method === 'GET' && (kind === 'data' || kind === 'list'))
    .map(([name]) => name);
  expect(Object.keys(reads)).toEqual(
    expect.arrayContaining(answered.filter((name) => !notForScreens.has(name))),
  );
});

test('whatever the control plane says has changed is read again', () => {
  const heard = new Set<string>(Object.values(reads).flat());
  expect([...heard].toSorted()).toEqual(changedResources.toSorted());
});
