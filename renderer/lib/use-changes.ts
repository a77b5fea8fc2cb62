import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useControlPlane, type ConnectionState } from './control-plane.ts';

const RESUBSCRIBE_AFTER_MS = 2000;

export function useConnectionState(): ConnectionState {
  const { connection } = useControlPlane();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  );
}

/** Reads again what the control plane says has changed; everything after a lost connection. */
export function useChanges(): void {
  const { bridge, connection } = useControlPlane();
  const client = useQueryClient();

  // after a new sign-in the page stands already, with what the bridge before had read
  const first = useRef(bridge);
  useEffect(() => {
    if (first.current !== bridge) void client.invalidateQueries();
  }, [bridge, client]);

  useEffect(() => {
    let stop = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      stop = bridge.subscribe(
        'changes',
        {},
        (change) => void client.invalidateQueries({ queryKey: [change.resource] }),
        () => {
          timer = setTimeout(start, RESUBSCRIBE_AFTER_MS);
        },
      );
    };
    start();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [bridge, client]);

  useEffect(() => {
    let before = connection.state();
    return connection.subscribe(() => {
      const now = connection.state();
      if (now === 'open' && before === 'lost') void client.invalidateQueries();
      before = now;
    });
  }, [connection, client]);
}
