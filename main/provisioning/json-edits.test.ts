import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyChanges,
  revertEdits,
  type JsonEdit,
  type JsonObject,
  type DesiredChange,
} from './json-edits.ts';

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'length', '', '0') },
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, '', 'x', 'y'),
    fc.array(fc.oneof(fc.constantFrom('x', 'y', 'z', 1), tie('value')), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value as fc.Arbitrary<JsonObject[string]>;
const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });
const path = fc.array(key, { minLength: 1, maxLength: 3 });
const change: fc.Arbitrary<DesiredChange> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), path, value: json }),
  fc.record({
    kind: fc.constant('add' as const),
    path,
    items: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
  }),
);

/** As after a way through the list that the host keeps. */
function kept(edits: readonly JsonEdit[]): JsonEdit[] {
  return JSON.parse(JSON.stringify(edits)) as JsonEdit[];
}

test('taken back, any changes leave any object as it was', () => {
  fc.assert(
    fc.property(object, fc.array(change, { maxLength: 5 }), (source, desired) => {
      const before = JSON.stringify(source);
      const { result, edits } = applyChanges(source, desired);
      expect(JSON.stringify(source)).toBe(before);
      expect(JSON.stringify(revertEdits(result, kept(edits)))).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

test('changes that were applied are fulfilled: nothing is left to do', () => {
  fc.assert(
    fc.property(object, change, (source, one) => {
      const { result, edits } = applyChanges(source, [one]);
      const again = applyChanges(result, [one]);
      expect(again.edits).toEqual([]);
      expect(again.result).toEqual(result);
      expect(edits.length === 0).toBe(JSON.stringify(result) === JSON.stringify(source));
    }),
  );
});

/** Two parties at one file whose keys have their kinds: values, lists and objects of values. */
const party = (name: string) =>
  fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('set' as const),
        path: fc.constantFrom(['k1'], ['k2'], ['o1', 'k1'], ['o1', 'k2'], ['o2', 'k1']),
        value: fc.constantFrom(`${name}1`, `${name}2`),
      }),
      fc.record({
        kind: fc.constant('add' as const),
        path: fc.constantFrom(['l1'], ['l2'], ['o2', 'l1']),
        items: fc.subarray([`${name}1`, `${name}2`], { minLength: 1 }),
      }),
    ),
    { maxLength: 5 },
  ) as fc.Arbitrary<DesiredChange[]>;

test('what others change afterwards survives: only what is ours goes', () => {
  fc.assert(
    fc.property(party('before'), party('ours'), party('others'), (base, ours, others) => {
      const source = applyChanges({}, base).result;
      const first = applyChanges(source, ours);
      const then = applyChanges(first.result, others);
      const left = revertEdits(then.result, kept(first.edits));
      expect(left).toEqual(applyChanges(source, others).result);
    }),
    { numRuns: 1000 },
  );
});

test('a value that somebody else has set or taken away since is theirs', () => {
  const { edits } = applyChanges({ 'log-driver': 'json-file' }, [
    { kind: 'set', path: ['log-driver'], value: 'journald' },
  ]);
  expect(revertEdits({ 'log-driver': 'journald' }, edits)).toEqual({ 'log-driver': 'json-file' });
  expect(revertEdits({ 'log-driver': 'syslog' }, edits)).toEqual({ 'log-driver': 'syslog' });
  expect(revertEdits({}, edits)).toEqual({});
});

test('empty lists and objects that were there before stay, ours go', () => {
  const desired: DesiredChange[] = [
    { kind: 'add', path: ['dns'], items: ['9.9.9.9'] },
    { kind: 'set', path: ['auths', 'registry:5000'], value: { auth: 'eDp5' } },
  ];
  for (const source of [{}, { dns: [], auths: {} }, { dns: null, auths: 'odd' }]) {
    const { result, edits } = applyChanges(source, desired);
    expect(result).toEqual({ dns: ['9.9.9.9'], auths: { 'registry:5000': { auth: 'eDp5' } } });
    expect(revertEdits(result, edits)).toEqual(source);
  }
});

test('a value is never repeated in the note of its change, since it may be a secret', () => {
  const { edits } = applyChanges({}, [{ kind: 'set', path: ['auths', 'r'], value: 'hunter2' }]);
  expect(JSON.stringify(edits)).not.toContain('hunter2');
});
