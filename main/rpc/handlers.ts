import type { ChangeEvent } from '../../shared/contract/rpc.ts';
import { scanHostKey } from '../remote/scan-key.ts';
import type {
  Actor,
  ClusterChangeService,
  ClusterService,
  HostService,
  OperationService,
} from '../services/types.ts';
import type { ChangeBus } from '../store/changes.ts';
import type { Handlers, Session, StreamHandlers } from './router.ts';

export interface HandlerParts {
  readonly clusters: ClusterService;
  readonly clusterChanges: ClusterChangeService;
  readonly hosts: HostService;
  readonly operations: OperationService;
  readonly changes: ChangeBus;
  readonly version: string;
  readonly url: () => string;
  readonly vault: 'keychain' | 'key-file';
}

/** Who sits at the page may do what the owner of this computer's account may do. */
function actorOf({ userId, tenantId, userName }: Session): Actor {
  return { userId, tenantId, userName, scope: 'admin' };
}

/** The page's calls carry no cancellation yet. */
const UNENDED = new AbortController().signal;

/** The page's calls, each put on the service that the HTTP API calls too. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { clusters, clusterChanges, hosts, operations } = parts;
  return {
    'app.info': async (_input, session) => ({
      version: parts.version,
      url: parts.url(),
      user: { _id: session.userId, name: session.userName },
      vault: parts.vault,
      shell: session.shell,
    }),
    'clusters.list': async (input, session) => {
      const { items, total } = clusters.list(actorOf(session), input);
      return { count: total, items };
    },
    'clusters.get': async ({ id }, session) => clusters.get(actorOf(session), id),
    'clusters.create': async (input, session) => clusters.create(actorOf(session), input),
    'clusters.plan': (input, session) => clusters.plan(actorOf(session), input, UNENDED),
    'clusters.delete': async ({ id, writeOff }, session) =>
      clusters.remove(actorOf(session), id, writeOff),
    'clusters.addHosts': async ({ id, ...input }, session) =>
      clusterChanges.addHosts(actorOf(session), id, input),
    'clusters.planHosts': ({ id, ...input }, session) =>
      clusterChanges.planHosts(actorOf(session), id, input, UNENDED),
    'clusters.removeHosts': async ({ id, ...input }, session) =>
      clusterChanges.removeHosts(actorOf(session), id, input),
    'hosts.list': async ({ clusterId, ...query }, session) => {
      const { items, total } = hosts.list(actorOf(session), clusterId, query);
      return { count: total, items };
    },
    'hosts.get': async ({ id }, session) => hosts.get(actorOf(session), id),
    'hosts.scanKey': async ({ ip, port }) => ({ hostKey: await scanHostKey(ip, port) }),
    'operations.list': async (input, session) => {
      const { items, total } = operations.list(actorOf(session), input);
      return { count: total, items };
    },
    'operations.get': async ({ id }, session) => operations.get(actorOf(session), id),
    'operations.retry': async ({ id }, session) => operations.retry(actorOf(session), id),
    'operations.cancel': async ({ id }, session) => operations.cancel(actorOf(session), id),
    'operations.rollback': async ({ id }, session) => operations.rollback(actorOf(session), id),
  };
}

/** More changes than this that nobody took are told as one: the page reads everything again. */
const MOST_WAITING = 1000;

async function* changesOf(bus: ChangeBus, signal: AbortSignal): AsyncIterable<ChangeEvent> {
  let waiting: ChangeEvent[] = [];
  let wake = () => undefined as void;
  const onChange = (event: ChangeEvent) => {
    const again = waiting.some(
      (other) => other.resource === event.resource && other.id === event.id,
    );
    if (!again && waiting.length < MOST_WAITING) waiting.push(event);
    wake();
  };
  const onAbort = () => wake();
  bus.on('change', onChange);
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const news = new Promise<void>((resolve) => (wake = resolve));
      const taken = waiting;
      waiting = [];
      yield* taken;
      if (waiting.length === 0 && !signal.aborted) await news;
    }
  } finally {
    bus.off('change', onChange);
    signal.removeEventListener('abort', onAbort);
  }
}

export function createStreams(parts: HandlerParts): StreamHandlers {
  return {
    'operations.events': ({ id, after }, session, signal) =>
      parts.operations.events(actorOf(session), id, after, signal),
    changes: (_input, _session, signal) => changesOf(parts.changes, signal),
  };
}
