import { expect, test, vi } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { someCluster, someHost } from '../store/fixtures.testing.ts';
import type { HostRecord } from '../store/hosts.ts';
import { Executor, ShutdownSignal } from './executor.ts';
import { memoryRunContext } from './fixtures.testing.ts';
import type { OperationDefinition } from './operation.ts';
import { initialSteps } from './phase-list.ts';
import type { Phase, StepContext } from './phase.ts';
import { DEFAULT_RETRY_LIMITS } from './step-runner.ts';
import type { RunContext } from './run-context.ts';
import { memoryJournal } from './testing/memory-journal.testing.ts';

const [FIRST, SECOND, THIRD] = ['connect', 'preflight', 'claim'] as const;

const cluster = someCluster();
const hostsNamed = (...names: string[]) =>
  names.map((name) => someHost(cluster, { ip: name, isMaster: name.startsWith('m') }));

/** Phases that tell what they do, and to whom. */
function telling() {
  const told: string[] = [];
  const tell = (verb: string, step: StepContext) => {
    told.push(`${verb} ${step.host.ip}`);
  };
  const phase = (name: Phase['name'], change: Partial<Phase> = {}): Phase => ({
    name,
    limitSeconds: 10,
    apply: async (step) => tell(name, step),
    undo: async (step) => tell(`undo ${name}`, step),
    ...change,
  });
  return { told, tell, phase };
}

interface Options {
  readonly definition?: Partial<OperationDefinition>;
  readonly window?: number;
  readonly context?: Partial<RunContext>;
}

function operation(hosts: readonly HostRecord[], phases: readonly Phase[], options: Options = {}) {
  const journal = memoryJournal(initialSteps(phases, hosts));
  const definition: OperationDefinition = {
    kind: 'create-cluster',
    phases,
    begin: () => undefined,
    finish: () => undefined,
    ...options.definition,
  };
  const executor = (signal = new AbortController().signal) =>
    new Executor({
      definition,
      context: memoryRunContext(hosts, options.context),
      journal,
      window: options.window ?? 20,
      retryLimits: DEFAULT_RETRY_LIMITS,
      signal,
    });
  return { journal, executor };
}

const refuse =
  (...names: string[]) =>
  async (step: StepContext) => {
    if (names.includes(step.host.ip)) throw new ControlPlaneError('HOST_DISK_FULL', 'Full.');
  };

test('every phase runs on every host that takes part, in the order of the list', async () => {
  const { told, phase } = telling();
  const hosts = hostsNamed('m', 's');
  const targets = (host: HostRecord) => !host.isMaster;
  const { journal, executor } = operation(hosts, [
    phase(FIRST),
    phase(SECOND, { targets }),
    phase(THIRD),
  ]);
  expect(await executor().run()).toMatchObject({ outcome: 'succeeded', error: null });
  const of = (name: string) => told.filter((line) => line.endsWith(` ${name}`));
  expect(of('m')).toEqual([`${FIRST} m`, `${THIRD} m`]);
  expect(of('s')).toEqual([`${FIRST} s`, `${SECOND} s`, `${THIRD} s`]);
  expect(journal.states()).toEqual({ m: 'done done', s: 'done done done' });
});

test('nobody passes a barrier before all have come to it', async () => {
  const { told, phase } = telling();
  const late = Promise.withResolvers<void>();
  const wait = phase(FIRST, {
    apply: async (step) => {
      if (step.host.ip === 'slow') await late.promise;
      told.push(`${FIRST} ${step.host.ip}`);
    },
  });
  const { executor } = operation(hostsNamed('m', 'slow'), [wait, phase(SECOND, { barrier: true })]);
  const run = executor().run();
  await vi.waitFor(() => expect(told).toEqual([`${FIRST} m`]));
  late.resolve();
  await run;
  expect(told).toEqual([`${FIRST} m`, `${FIRST} slow`, `${SECOND} m`, `${SECOND} slow`]);
});

test('a host stops at its first failed step; the others go on', async () => {
  const { told, phase } = telling();
  const failing = phase(SECOND, { apply: refuse('s1') });
  const { journal, executor } = operation(
    hostsNamed('m', 's1', 's2'),
    [phase(FIRST), failing, phase(THIRD, { barrier: true })],
    { definition: { required: (host) => host.isMaster } },
  );
  const result = await executor().run();
  expect(result).toMatchObject({ outcome: 'partial', error: null });
  expect(result.failed.size).toBe(1);
  expect(told.filter((line) => line.startsWith(THIRD))).toEqual([`${THIRD} m`, `${THIRD} s2`]);
  expect(journal.states()).toMatchObject({ s1: 'done failed pending', s2: 'done done done' });
  const failed = journal.steps().find((step) => step.state === 'failed');
  expect(failed?.errors).toMatchObject([{ code: 'HOST_DISK_FULL', host: 's1', step: SECOND }]);
});

test('a required host that failed ends the operation at the next barrier', async () => {
  const { told, phase } = telling();
  const phases = [
    phase(FIRST, { apply: refuse('m') }),
    phase(SECOND),
    phase(THIRD, { barrier: true }),
  ];
  const { journal, executor } = operation(hostsNamed('m', 's'), phases);
  const result = await executor().run();
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'HOST_DISK_FULL', host: 'm' } });
  expect(told).toEqual([`${SECOND} s`]);
  expect(journal.states()).toEqual({ m: 'failed pending pending', s: 'done done pending' });

  const goesOn = operation(hostsNamed('m', 's'), phases, {
    definition: { continueOnFailure: true },
  });
  expect(await goesOn.executor().run()).toMatchObject({ outcome: 'failed' });
  expect(goesOn.journal.states()).toMatchObject({ s: 'done done done' });
});

test('what the journal says is done is not done again, the rest is', async () => {
  const { told, phase } = telling();
  const phases = [phase(FIRST), phase(SECOND, { apply: refuse('s') }), phase(THIRD)];
  const { journal, executor } = operation(hostsNamed('m', 's'), phases);
  await executor().run();
  // the process died within a step of m, and another one goes on
  const cut = journal.steps().find((step) => step.host === 'm' && step.ordinal === 2);
  if (cut) journal.write({ ...cut, state: 'running' });
  told.length = 0;
  await executor().run();
  expect(told).toEqual([`${THIRD} m`]);
  const attempts = journal.steps().map((step) => `${step.host} ${step.ordinal} ${step.attempt}`);
  expect(attempts).toEqual(['m 0 1', 's 0 1', 'm 1 1', 's 1 2', 'm 2 2', 's 2 0']);
});

test('what is so already is skipped, and never more than the window are at work', async () => {
  let atWork = 0;
  let most = 0;
  const { phase } = telling();
  const busy = phase(FIRST, {
    probe: async (step) => step.host.ip === 'h0',
    async apply() {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise(setImmediate);
      atWork -= 1;
    },
  });
  const names = Array.from({ length: 12 }, (_, index) => `h${index}`);
  const { journal, executor } = operation(hostsNamed(...names), [busy], { window: 3 });
  await executor().run();
  expect(most).toBe(3);
  expect(journal.states()).toMatchObject({ h0: 'skipped', h11: 'done' });
});

test('hosts that must go one after the other do so, in a run and back again', async () => {
  let atWork = 0;
  const seen: number[] = [];
  const alone = async () => {
    atWork += 1;
    seen.push(atWork);
    await new Promise(setImmediate);
    atWork -= 1;
  };
  const { phase } = telling();
  const phases = [phase(FIRST, { apply: alone, undo: alone, oneByOne: (host) => host.isMaster })];
  const { executor } = operation(hostsNamed('m1', 'm2', 'm3'), phases);
  await executor().run();
  await executor().rollBack();
  expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
});

test('where hosts are given back, those that go one by one go in reverse order', async () => {
  const { told, phase } = telling();
  const phases = [phase(FIRST, { oneByOne: (host) => host.isMaster })];
  const { executor } = operation(hostsNamed('m1', 'm2', 'm3'), phases, {
    definition: { reverseOrder: true },
  });
  await executor().run();
  expect(told).toEqual(['m3', 'm2', 'm1'].map((name) => `${FIRST} ${name}`));
});

test('a cancellation ends the run; the step at work is cancelled', async () => {
  const { told, phase } = telling();
  const abort = new AbortController();
  const hangs = phase(FIRST, {
    apply: (step) =>
      new Promise((_, reject) => {
        told.push('at work');
        step.signal.addEventListener('abort', () => reject(step.signal.reason as Error));
      }),
  });
  const { journal, executor } = operation(hostsNamed('m'), [hangs, phase(SECOND)]);
  const run = executor(abort.signal).run();
  await vi.waitFor(() => expect(told).toEqual(['at work']));
  abort.abort(new ControlPlaneError('OPERATION_CANCELLED', 'The operator cancelled it.'));
  expect(await run).toMatchObject({ outcome: 'cancelled' });
  expect(journal.states()).toEqual({ m: 'cancelled pending' });
  expect(journal.steps()[0]?.errors).toMatchObject([{ code: 'OPERATION_CANCELLED' }]);
});

test('a stop of the control plane leaves the row running, and the next run goes on', async () => {
  const { told, phase } = telling();
  const abort = new AbortController();
  let first = true;
  const phases = [
    phase(FIRST, {
      apply(step) {
        told.push('at work');
        if (!first) return Promise.resolve();
        return new Promise((_, reject) => {
          step.signal.addEventListener('abort', () => reject(step.signal.reason as Error));
        });
      },
    }),
  ];
  const { journal, executor } = operation(hostsNamed('m'), phases);
  const run = executor(abort.signal).run();
  await vi.waitFor(() => expect(told).toEqual(['at work']));
  abort.abort(new ShutdownSignal('stop'));
  await run;
  expect(journal.states()).toEqual({ m: 'running' });
  first = false;
  expect(await executor().run()).toMatchObject({ outcome: 'succeeded' });
  expect(journal.states()).toEqual({ m: 'done' });
});

test('nothing goes on that cannot be written down', async () => {
  for (const nth of [1, 2, 3]) {
    const { told, phase } = telling();
    const { journal, executor } = operation(hostsNamed('m'), [phase(FIRST), phase(SECOND)]);
    let count = 0;
    const { write } = journal;
    journal.write = (step) => {
      count += 1;
      if (count === nth) throw new Error('the disk is full');
      write(step);
    };
    await expect(executor().run()).rejects.toThrow('the disk is full');
    // a step begins only when its row stands
    expect(told).toHaveLength(nth === 1 ? 0 : 1);
  }
});

test('a rollback takes back what was begun, last phase first, and nothing else', async () => {
  const { told, phase } = telling();
  const phases = [phase(FIRST), phase(SECOND, { apply: refuse('s') }), phase(THIRD)];
  const { journal, executor } = operation(hostsNamed('m', 's'), phases);
  await executor().run();
  told.length = 0;
  expect(await executor().rollBack()).toMatchObject({ outcome: 'succeeded' });
  expect(told).toEqual([
    `undo ${THIRD} m`,
    `undo ${SECOND} m`,
    `undo ${SECOND} s`,
    `undo ${FIRST} m`,
    `undo ${FIRST} s`,
  ]);
  expect(journal.states()).toEqual({ m: 'undone undone undone', s: 'undone undone pending' });
  told.length = 0;
  await executor().rollBack();
  expect(told).toEqual([]);
});

test('a host that cannot be taken back stops there; the others go on', async () => {
  const { told, phase } = telling();
  const phases = [phase(FIRST), phase(SECOND, { undo: refuse('s') })];
  const { journal, executor } = operation(hostsNamed('m', 's'), phases);
  await executor().run();
  told.length = 0;
  expect(await executor().rollBack()).toMatchObject({ outcome: 'failed' });
  expect(told).toEqual([`undo ${FIRST} m`]);
  expect(journal.states()).toEqual({ m: 'undone undone', s: 'done failed' });
});

test('secrets are in no line of the journal: log, changes, errors; and its bound is a step', async () => {
  const { phase } = telling();
  let tries = 0;
  const leaking = phase(FIRST, {
    claims: true,
    async apply(step) {
      tries += 1;
      await step.change('set the password hunter2', async () => undefined);
      step.log(`${'line\n'.repeat(1500)}sudo: hunter2`);
      const cause = 'sh: hunter2: not found';
      const code = tries === 1 ? 'HOST_CONNECTION_LOST' : 'COMMAND_FAILED';
      throw new ControlPlaneError(code, 'hunter2 did not work', { cause });
    },
  });
  const login = (host: HostRecord) => ({ host: host.ip, port: 22, user: 'u', password: 'hunter2' });
  const { journal, executor } = operation(hostsNamed('m'), [leaking], { context: { login } });
  await executor().run();
  expect(tries).toBe(2);
  expect(JSON.stringify([journal.lines, journal.steps()])).not.toContain('hunter2');
  expect(journal.steps()[0]).toMatchObject({
    changes: ['set the password ******'],
    errors: [{ cause: 'sh: ******: not found', message: '****** did not work' }],
  });
  expect(journal.lines).toHaveLength(2000);
});

test('where all hosts have failed the operation has, though none of them was required', async () => {
  const { phase } = telling();
  const { executor } = operation(
    hostsNamed('s1', 's2'),
    [phase(FIRST, { apply: refuse('s1', 's2') })],
    {
      definition: { required: () => false, continueOnFailure: true },
    },
  );
  const result = await executor().run();
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'HOST_DISK_FULL' } });
});

test('what is taken back is taken back everywhere: a host that was not required counts too', async () => {
  const { phase } = telling();
  const stays = phase(FIRST, { undo: refuse('s1') });
  const { executor, journal } = operation(hostsNamed('m', 's1'), [stays], {
    definition: { required: (host) => host.isMaster },
  });
  await executor().run();
  const result = await executor().rollBack();
  expect(result).toMatchObject({ outcome: 'failed', error: { host: 's1' } });
  expect(journal.states()).toEqual({ m: 'undone', s1: 'failed' });
});
