import { once } from 'node:events';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import type { ProcedureName } from '../../shared/contract/rpc.ts';
import type { Handlers, Session, StreamHandlers } from './router.ts';

/** What the tests of this folder share. */
export const CLUSTER_ID = '5f00000000000000000000aa';

export const session: Session = {
  userId: '5f0000000000000000000001',
  tenantId: '5f0000000000000000000002',
  userName: 'sysadmin',
  shell: 'browser',
};

export const info = {
  version: '1.2.3',
  url: 'http://127.0.0.1:10002',
  user: { _id: session.userId, name: session.userName },
  vault: 'key-file' as const,
  shell: 'browser' as const,
};

async function missing(): Promise<never> {
  throw new ControlPlaneError('E50004', 'There is none in this test.');
}

/** Handlers that answer app.info and refuse the rest, but for those given. */
export function handlers(given: Partial<Handlers> = {}): Handlers {
  const others = {
    'clusters.list': missing,
    'clusters.get': missing,
    'clusters.create': missing,
    'clusters.plan': missing,
    'clusters.delete': missing,
    'clusters.addHosts': missing,
    'clusters.planHosts': missing,
    'clusters.removeHosts': missing,
    'hosts.list': missing,
    'hosts.get': missing,
    'hosts.scanKey': missing,
    'operations.list': missing,
    'operations.get': missing,
    'operations.retry': missing,
    'operations.cancel': missing,
    'operations.rollback': missing,
  } satisfies Omit<Record<ProcedureName, () => Promise<never>>, 'app.info'>;
  return { 'app.info': async () => info, ...others, ...given };
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

async function* silent(_input: unknown, _session: Session, signal: AbortSignal) {
  if (!signal.aborted) await once(signal, 'abort');
  yield* [];
}

/** Streams that give nothing until they are ended, but for those given. */
export function streamHandlers(given: Partial<StreamHandlers> = {}): StreamHandlers {
  return { 'operations.events': silent, changes: silent, ...given };
}
