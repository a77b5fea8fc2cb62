import { once } from 'node:events';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import { calls } from '../../shared/contract/calls/index.ts';
import type { CallContext, Handlers } from '../services/dispatch.ts';
import type { Session } from '../services/session.ts';

/** What the tests of this folder share. */
export const CLUSTER_ID = '5f00000000000000000000aa';

export const session: Session = {
  actor: {
    userId: '5f0000000000000000000001',
    tenantId: '5f0000000000000000000002',
    userName: 'sysadmin',
    scope: 'admin',
  },
  shell: 'browser',
};

export const info = {
  version: '1.2.3',
  url: 'http://127.0.0.1:10002',
  user: { _id: session.actor.userId, name: session.actor.userName },
  vault: 'key-file' as const,
  shell: 'browser' as const,
};

function missing(): never {
  throw new ControlPlaneError('E50004', 'There is none in this test.');
}

async function* silent(_input: unknown, { signal }: CallContext) {
  if (!signal.aborted) await once(signal, 'abort');
  yield* [];
}

/**
 * Handlers that answer app.info and refuse other calls, and streams that give nothing until they
 * are ended, but for those given.
 */
export function handlers(given: Partial<Handlers> = {}): Handlers {
  const all = Object.entries(calls).map(([name, { kind }]) => [
    name,
    kind === 'stream' ? silent : missing,
  ]);
  // the table's own names, so that none is missing
  const others = Object.fromEntries(all) as unknown as Handlers;
  return { ...others, 'app.info': () => info, ...given };
}

/** An operation's log lines 1..count, each `size` characters long. */
export function* stepEvents(count: number, size = 10): Generator<OperationEvent> {
  for (let seq = 1; seq <= count; seq += 1)
    yield {
      seq,
      operationId: CLUSTER_ID,
      time: '2026-11-23T00:00:00.000Z',
      type: 'log',
      phase: 'connect',
      hostId: CLUSTER_ID,
      host: '10.0.0.1',
      line: 'x'.repeat(size),
    };
}
