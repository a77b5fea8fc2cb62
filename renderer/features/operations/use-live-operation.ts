import { useEffect, useMemo, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { isUnfinished, type OperationEvent } from '../../../shared/contract/operation.ts';
import { useControlPlane } from '../../lib/control-plane.ts';
import { queries } from '../../lib/queries.ts';
import { merge, nothingYet, takeIn, type Live } from './live.ts';

/** Events come in bursts of hundreds; the screen is drawn once for each burst. */
const burstMs = 120;
const pauseMs = 2000;

/** An operation, read once and kept up to date by its events, with its log. */
export function useLiveOperation(id: string) {
  const { bridge } = useControlPlane();
  const read = useQuery(queries.operation(bridge, { id }));
  const [live, setLive] = useState<Live>(nothingYet);
  const lastSeq = useRef(0);
  // the stream ends with the operation: a retry needs a new one
  const active = read.data ? isUnfinished(read.data.state) : null;

  useEffect(() => {
    if (active === null) return;
    let stop = () => {};
    let drawTimer: ReturnType<typeof setTimeout> | undefined;
    let againTimer: ReturnType<typeof setTimeout> | undefined;
    let waiting: OperationEvent[] = [];

    const draw = () => {
      drawTimer = undefined;
      const burst = waiting;
      waiting = [];
      setLive((before) => takeIn(before, burst));
    };
    const start = () => {
      stop = bridge.subscribe(
        'operations.events',
        { id, after: lastSeq.current },
        (event) => {
          lastSeq.current = Math.max(lastSeq.current, event.seq);
          waiting.push(event);
          drawTimer ??= setTimeout(draw, burstMs);
        },
        (reason) => {
          if (reason.code !== 'E60000') againTimer = setTimeout(start, pauseMs);
        },
      );
    };
    start();
    return () => {
      stop();
      clearTimeout(drawTimer);
      clearTimeout(againTimer);
      draw();
    };
  }, [bridge, id, active]);

  const { outcome, steps } = live;
  const operation = useMemo(
    () => (read.data ? merge(read.data, { outcome, steps }) : null),
    [read.data, outcome, steps],
  );
  return { read, live, operation };
}
