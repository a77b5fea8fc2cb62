import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the probe answers true; throws with `what` when the deadline is reached. */
export async function waitFor(
  what: string,
  probe: () => Promise<boolean>,
  deadlineMs: number,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await probe())) {
    if (Date.now() >= end) throw new Error(`${what}: not within ${deadlineMs / 1000} s`);
    await delay(100);
  }
}
