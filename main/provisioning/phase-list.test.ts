import { expect, test } from 'vitest';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import type { JournalStep } from '../store/journal.ts';
import type { OperationDefinition } from './operation.ts';
import type { Phase } from './phase.ts';
import { initialSteps, listVersion, migrateSteps } from './phase-list.ts';

const hosts = [someHost(someCluster())];

const list = (...names: Phase['name'][]): Phase[] =>
  names.map((name) => ({ name, limitSeconds: 10, apply: async () => undefined }));

const definition = (
  phases: readonly Phase[],
  change: Partial<OperationDefinition> = {},
): OperationDefinition => ({
  kind: 'create-cluster',
  phases,
  begin: () => undefined,
  finish: () => undefined,
  ...change,
});

/** A journal of a list of which the first phases are done. */
function journalOf(phases: readonly Phase[], done: number): JournalStep[] {
  return initialSteps(phases, hosts).map((step) =>
    step.ordinal < done ? { ...step, state: 'done' } : step,
  );
}

const states = (steps: readonly JournalStep[]) =>
  steps.toSorted((a, b) => a.ordinal - b.ordinal).map(({ phase, state }) => `${phase} ${state}`);

const OLD = list('connect', 'preflight', 'claim');

test('a list is told from another by the keys of its phases and their order', () => {
  const components = (...subjects: string[]): Phase[] =>
    subjects.map((subject) => ({
      name: 'preflight',
      subject,
      limitSeconds: 1,
      apply: async () => undefined,
    }));
  const versions = [
    OLD,
    list('connect', 'claim', 'preflight'),
    list('connect', 'preflight'),
    components('one', 'two'),
    components('one', 'three'),
  ].map(listVersion);
  expect(new Set(versions).size).toBe(versions.length);
  expect(listVersion(list('connect', 'preflight', 'claim'))).toBe(listVersion(OLD));
});

test('a phase that is new comes as pending, what was done stays done under its own name', () => {
  const today = definition(list('connect', 'hostname', 'preflight', 'claim'));
  const { steps, unknown } = migrateSteps(today, hosts, journalOf(OLD, 2));
  expect(states(steps)).toEqual([
    'connect done',
    'hostname pending',
    'preflight done',
    'claim pending',
  ]);
  expect(unknown).toEqual([]);
});

test('a phase that took part on no host then does not come to hosts that it targets now', () => {
  const phase: Phase = { name: 'hostname', limitSeconds: 1, apply: async () => undefined };
  const [first, ...others] = [...hosts, someHost(someCluster(), { ip: '10.0.0.9' })];
  const one = definition([{ ...phase, targets: (host) => host.id === first?.id }]);
  const journal = initialSteps(one.phases, [...hosts, ...others]);
  const { steps } = migrateSteps(definition([phase]), [...hosts, ...others], journal);
  expect(steps.map((step) => step.hostId)).toEqual([first?.id]);
});

test('a phase that is gone is left out where it was not begun, and told where it was', () => {
  const today = definition(list('connect', 'claim'));
  expect(states(migrateSteps(today, hosts, journalOf(OLD, 1)).steps)).toEqual([
    'connect done',
    'claim pending',
  ]);
  expect(migrateSteps(today, hosts, journalOf(OLD, 2)).unknown).toEqual(['preflight']);
});

test('a phase that was renamed is known by its new name', () => {
  const today = definition(list('connect', 'hostname', 'claim'), {
    renamed: { preflight: 'hostname' },
  });
  const { steps, unknown } = migrateSteps(today, hosts, journalOf(OLD, 2));
  expect(states(steps)).toEqual(['connect done', 'hostname done', 'claim pending']);
  expect(unknown).toEqual([]);
});
