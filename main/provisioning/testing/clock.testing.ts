import { vi, onTestFinished } from 'vitest';

const TIMES = 5000;

/**
 * From now on a clock that runs fast: what waits for seconds by Date.now gives up after its first
 * pause. Timers stay as they are, and no host is asked for its time meanwhile.
 */
export function hurry(): void {
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now');
  clock.mockImplementation(
    () => start + (performance.timeOrigin + performance.now() - start) * TIMES,
  );
  onTestFinished(() => clock.mockRestore());
}
