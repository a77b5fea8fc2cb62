const TICK_MS = 1000;
/** A longer gap between two ticks is time in which this process did not run. */
const LONGEST_TICK_MS = 2 * TICK_MS;

let active = 0;
let last = 0;
let timer: NodeJS.Timeout | undefined;

function advance(): void {
  const now = performance.now();
  active += Math.min(now - last, LONGEST_TICK_MS);
  last = now;
}

/**
 * Milliseconds in which this process ran, from an arbitrary start. A sleep of the laptop, or a stop
 * of the process, does not count: nothing could be done in it.
 */
export function activeNow(): number {
  if (timer === undefined) {
    last = performance.now();
    timer = setInterval(advance, TICK_MS).unref();
  }
  advance();
  return active;
}

/**
 * Calls `fire` once the process has run for a time.
 * @returns takes it back
 */
export function activeTimeout(ms: number, fire: () => void): () => void {
  const deadline = activeNow() + ms;
  let pending: NodeJS.Timeout;
  const wait = () => {
    const left = deadline - activeNow();
    if (left <= 0) fire();
    else pending = setTimeout(wait, Math.min(left, TICK_MS));
  };
  pending = setTimeout(wait, Math.min(ms, TICK_MS));
  return () => clearTimeout(pending);
}
