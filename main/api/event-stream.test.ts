import { afterEach, expect, test } from 'vitest';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { OperationService } from '../services/types.ts';
import { openApi, type OpenApi } from './fixtures.testing.ts';

const ID = 'a'.repeat(24);
let open: OpenApi | undefined;
afterEach(async () => {
  await open?.api.close();
});

function event(seq: number, line = 'x'): OperationEvent {
  const time = '2026-01-01T00:00:00.000Z';
  return { seq, operationId: ID, time, type: 'log', phase: 'connect', hostId: ID, host: 'h', line };
}

/** Operations of which only the events are looked at. */
function operations(events: OperationService['events']): OperationService {
  const unused = () => {
    throw new ControlPlaneError('E60000', 'none');
  };
  return {
    list: unused,
    get: unused,
    retry: unused,
    cancel: unused,
    rollback: unused,
    logs: unused,
    wait: unused,
    events: (actor, id, ...rest) => (id === ID ? events(actor, id, ...rest) : unused()),
  };
}

const path = `/v1/operations/${ID}/events`;

test('every event has its number, name and data; the last is end', async () => {
  open = await openApi(
    {},
    {
      operations: operations(async function* () {
        yield event(1, 'first\nline');
        yield event(2);
      }),
    },
  );
  const { status, headers, text } = await open.request('GET', path);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(text.split('\n\n').filter(Boolean)).toEqual([
    'retry: 2000',
    `id: 1\nevent: log\ndata: ${JSON.stringify(event(1, 'first\nline'))}`,
    `id: 2\nevent: log\ndata: ${JSON.stringify(event(2))}`,
    'event: end\ndata: {}',
  ]);
});

test.each([
  ['7', 7],
  ['', 0],
  ['-1', 0],
  ['x', 0],
])('goes on after Last-Event-ID %j', async (header, after) => {
  let asked = -1;
  open = await openApi(
    {},
    {
      operations: operations(async function* (_actor, _id, given) {
        asked = given;
        yield* [];
      }),
    },
  );
  await open.request('GET', path, undefined, { 'last-event-id': header });
  expect(asked).toBe(after);
});

test('an unknown operation is refused in the envelope', async () => {
  open = await openApi({}, { operations: operations(async function* () {}) });
  const { status, text } = await open.request('GET', `/v1/operations/${'b'.repeat(24)}/events`);
  expect([status, text.includes('"E60000"')]).toEqual([404, true]);
});

/** Events without an end; tells when they are pulled no more. */
function endless(size: number) {
  const pulled = { count: 0, signal: undefined as AbortSignal | undefined };
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const events: OperationService['events'] = async function* (_actor, _id, _after, signal) {
    pulled.signal = signal;
    try {
      while (!signal.aborted) {
        pulled.count += 1;
        yield event(pulled.count, 'x'.repeat(size));
        if (size === 0) await new Promise((next) => setImmediate(next));
      }
    } finally {
      resolve();
    }
  };
  return { pulled, ended, events };
}

test('a client that reads nothing holds the events back, and leaving ends them', async () => {
  const source = endless(64 * 1024);
  open = await openApi({}, { operations: operations(source.events) });
  const leave = new AbortController();
  const response = await fetch(open.url + path, { headers: open.headers, signal: leave.signal });
  expect(response.status).toBe(200);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = source.pulled.count === before;
        before = source.pulled.count;
        return isStill;
      },
      { interval: 200 },
    )
    .toBe(true);
  expect(source.pulled.count).toBeLessThan(2000);
  leave.abort();
  await source.ended;
  expect(source.pulled.signal?.aborted).toBe(true);
});

test('the end of the server ends the streams, of those who read and of those who do not', async () => {
  const [read, unread] = [endless(0), endless(64 * 1024)];
  const sources = [read, unread];
  open = await openApi(
    {},
    { operations: operations((...given) => (sources.shift() ?? read).events(...given)) },
  );
  const reader = await fetch(open.url + path, { headers: open.headers });
  const text = reader.text();
  await fetch(open.url + path, { headers: open.headers });
  await open.api.close();
  await Promise.all([read.ended, unread.ended]);
  expect(await text).toContain('event: log');
});
