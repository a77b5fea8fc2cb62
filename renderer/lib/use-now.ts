import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const never = () => () => {};

/** The time, once a second while `ticking`; one timer serves the whole page. */
export function useNow(ticking = true): number {
  return useSyncExternalStore(ticking ? subscribe : never, () => {
    // a first reader after a pause must not see the time of the last tick
    if (!timer && Date.now() - now > 1000) now = Date.now();
    return now;
  });
}
