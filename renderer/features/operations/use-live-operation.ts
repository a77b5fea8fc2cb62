import { useEffect, useMemo, useRef, useState } from 'react';
import { isUnfinished, type OperationEvent } from '../../../shared/contract/operation.ts';
import { useControlPlane } from '../../lib/control-plane.ts';
import { follow, useRead } from '../../lib/queries/index.ts';
import { merge, initialLiveState, applyEvents, type LiveState } from './live.ts';

/** Events come in bursts of hundreds; the screen is drawn once for each burst. */
const FLUSH_INTERVAL_MS = 120;

/** An operation, read once and kept up to date by its events, with its log. */
export function useLiveOperation(id: string) {
  const { bridge } = useControlPlane();
  const read = useRead('operations.get', { id });
  const [live, setLive] = useState<LiveState>(initialLiveState);
  const lastSeq = useRef(0);
  // the stream ends with the operation: a retry needs a new one
  const active = read.data ? isUnfinished(read.data.state) : null;

  useEffect(() => {
    if (active === null) return;
    let flushTimer: ReturnType<typeof setTimeout> | undefined;
    let buffer: OperationEvent[] = [];

    const flush = () => {
      flushTimer = undefined;
      const events = buffer;
      buffer = [];
      setLive((before) => applyEvents(before, events));
    };
    const stop = follow(bridge, 'operations.events', {
      input: () => ({ id, after: lastSeq.current }),
      onEvent: (event) => {
        lastSeq.current = Math.max(lastSeq.current, event.seq);
        buffer.push(event);
        flushTimer ??= setTimeout(flush, FLUSH_INTERVAL_MS);
      },
      // there is no such operation
      isFinal: ({ code }) => code === 'E60000',
    });
    return () => {
      stop();
      clearTimeout(flushTimer);
      flush();
    };
  }, [bridge, id, active]);

  const { outcome, steps } = live;
  const operation = useMemo(
    () => (read.data ? merge(read.data, { outcome, steps }) : null),
    [read.data, outcome, steps],
  );
  return { read, live, operation };
}
