import type { ChangeEvent, ChangeQuery } from '../../shared/contract/changes.ts';
import type { ChangeBus } from '../store/changes.ts';

/** More changes than this that nobody took are told as one: the page reads everything again. */
const MOST_WAITING = 1000;

function isWanted(event: ChangeEvent, { resource, cluster_id: clusterId }: ChangeQuery): boolean {
  if (resource && event.resource !== resource) return false;
  return !clusterId || event.clusterId === clusterId || event.id === clusterId;
}

/** Changes of records from now on, each told once however often it happened meanwhile. */
export async function* changesOf(
  bus: ChangeBus,
  query: ChangeQuery,
  signal: AbortSignal,
): AsyncIterable<ChangeEvent> {
  let waiting: ChangeEvent[] = [];
  let wake = () => undefined as void;
  const onChange = (event: ChangeEvent) => {
    if (!isWanted(event, query)) return;
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
