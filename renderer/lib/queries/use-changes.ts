import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { ChangeEvent } from '../../../shared/contract/changes.ts';
import { useControlPlane, type ConnectionState } from '../control-plane.ts';
import { follow } from './follow.ts';
import { isMadeOf } from './reads.ts';

/** An operation changes many records in a moment; what is shown is read again once for all of them. */
const BATCH_MS = 100;

export function useConnectionState(): ConnectionState {
  const { connection } = useControlPlane();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  );
}

/** Reads again what the control plane says has changed, and everything where that was not heard. */
export function useChanges(): void {
  const { bridge, connection } = useControlPlane();
  const client = useQueryClient();

  // after a new sign-in the page stands already, with what the bridge before had read
  const first = useRef(bridge);
  useEffect(() => {
    if (first.current !== bridge) void client.invalidateQueries();
  }, [bridge, client]);

  useEffect(() => {
    let batchTimer: ReturnType<typeof setTimeout> | undefined;
    let changed = new Set<ChangeEvent['resource']>();
    const readAgain = () => {
      const batch = changed;
      changed = new Set();
      batchTimer = undefined;
      void client.invalidateQueries({
        predicate: ({ queryKey }) => isMadeOf(queryKey, batch),
      });
    };
    const stop = follow(bridge, 'changes', {
      input: () => ({}),
      onEvent: ({ resource }) => {
        changed.add(resource);
        batchTimer ??= setTimeout(readAgain, BATCH_MS);
      },
      onResume: () => void client.invalidateQueries(),
    });
    return () => {
      clearTimeout(batchTimer);
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
