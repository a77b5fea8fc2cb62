import { describe, expect, test, vi } from 'vitest';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Handlers } from '../services/dispatch.ts';
import { CLUSTER_ID, handlers, info, session, stepEvents } from './fixtures.testing.ts';
import { createRouter, type RouterLog, type RouterOptions } from './router.ts';

function build(overrides: Partial<RouterOptions> = {}) {
  const log = { error: vi.fn<RouterLog['error']>() };
  return { log, router: createRouter({ handlers: handlers(), log, ...overrides }) };
}

describe('call', () => {
  test('answers what the handler answers, without fields the contract does not know', async () => {
    const { router } = build({
      handlers: handlers({ 'app.info': () => ({ ...info, token: 'secret' }) }),
    });
    expect(await router.call('app.info', {}, session)).toEqual({ ok: true, data: info });
  });

  test('gives the handler the session and the input with its defaults', async () => {
    const create = vi.fn<Handlers['clusters.create']>(async () => {
      throw new ControlPlaneError('E50003', 'There is a cluster named "one".');
    });
    const { router } = build({ handlers: handlers({ 'clusters.create': create }) });
    const answer = await router.call('clusters.create', { name: 'one' }, session);
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'one', type: 'customized', masterNodes: [] }),
      expect.objectContaining(session),
    );
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'E50003', message: 'There is a cluster named "one".' },
    });
  });

  test.each(['no.such', 'toString', '__proto__', ''])('%j is E12001', async (name) => {
    const answer = await build().router.call(name, {}, session);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'E12001' } });
  });

  test('lists every field of a refused input with its path', async () => {
    const input = { masterNodes: [{ ip: 'a b', port: 0 }], pubkeyId: ['x'] };
    const answer = await build().router.call('clusters.create', input, session);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'E12002' } });
    const fields = answer.ok ? [] : answer.problem.details?.map((detail) => detail.field);
    expect(fields).toEqual(['name', 'masterNodes.0.ip', 'masterNodes.0.port', 'pubkeyId.0']);
  });

  test('logs an unforeseen error and keeps its words to itself', async () => {
    const failure = new Error('SQLITE_CORRUPT at /home/somebody');
    const { router, log } = build({
      handlers: handlers({
        'app.info': async () => {
          throw failure;
        },
      }),
    });
    const answer = await router.call('app.info', {}, session);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'E12003' } });
    expect(JSON.stringify(answer)).not.toContain('SQLITE');
    expect(log.error.mock.calls).toEqual([
      [{ err: failure, call: 'app.info' }, expect.any(String)],
    ]);
  });

  test('answers E12003 when a handler breaks the contract', async () => {
    const { router, log } = build({
      handlers: handlers({
        'app.info': async () => ({ ...info, user: { _id: 'not an id', name: '' } }),
      }),
    });
    expect(await router.call('app.info', {}, session)).toMatchObject({
      problem: { code: 'E12003' },
    });
    expect(log.error).toHaveBeenCalledOnce();
  });
});

describe('subscribe', () => {
  const input = { id: CLUSTER_ID };

  test('gives the events in order, from the beginning by default, until the source ends', async () => {
    const asked: number[] = [];
    const { router } = build({
      handlers: handlers({
        async *'operations.events'({ after }) {
          asked.push(after ?? 0);
          yield* stepEvents(3);
        },
      }),
    });
    const seen: unknown[] = [];
    const { signal } = new AbortController();
    const reason = await router.subscribe(
      'operations.events',
      input,
      session,
      (event) => void seen.push(event),
      signal,
    );
    expect(reason).toBeUndefined();
    expect(asked).toEqual([0]);
    expect(seen).toEqual([...stepEvents(3)]);
  });

  test('pulls no event before the sink has taken the one before', async () => {
    let pulled = 0;
    const { router } = build({
      handlers: handlers({
        async *'operations.events'() {
          for (const event of stepEvents(1000)) {
            pulled += 1;
            yield event;
          }
        },
      }),
    });
    const stop = new AbortController();
    let taken = 0;
    const first = Promise.withResolvers<void>();
    const done = router.subscribe(
      'operations.events',
      input,
      session,
      () => {
        taken += 1;
        first.resolve();
        return Promise.withResolvers<void>().promise;
      },
      stop.signal,
    );
    await first.promise;
    await new Promise(setImmediate);
    expect([taken, pulled]).toEqual([1, 1]);
    stop.abort();
    expect(await done).toBeUndefined();
  });

  test('ends a stream whose sink never takes its event, and lets the source clean up', async () => {
    let cleaned = false;
    let told: AbortSignal | undefined;
    const { router } = build({
      stallMs: 5,
      handlers: handlers({
        async *'operations.events'(_input, { signal }) {
          told = signal;
          try {
            yield* stepEvents(2);
          } finally {
            cleaned = true;
          }
        },
      }),
    });
    const reason = await router.subscribe(
      'operations.events',
      input,
      session,
      () => Promise.withResolvers<void>().promise,
      new AbortController().signal,
    );
    expect(reason).toMatchObject({ code: 'E12012' });
    expect(cleaned).toBe(true);
    expect(told?.aborted).toBe(true);
  });

  test.each([
    ['no.such', {}, 'E12001'],
    ['operations.events', { id: 'x' }, 'E12002'],
  ])('%s with %j breaks with %s', async (name, wrong, code) => {
    const { signal } = new AbortController();
    const reason = await build().router.subscribe(name, wrong, session, () => undefined, signal);
    expect(reason).toMatchObject({ code });
  });

  test('answers what the source throws', async () => {
    const { router } = build({
      handlers: handlers({
        // oxlint-disable-next-line require-yield -- a source that fails before its first event
        async *'operations.events'() {
          throw new ControlPlaneError('E60000', 'There is no such operation.');
        },
      }),
    });
    const { signal } = new AbortController();
    expect(
      await router.subscribe('operations.events', input, session, () => undefined, signal),
    ).toMatchObject({ code: 'E60000' });
  });
});
