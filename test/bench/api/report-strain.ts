import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Ready, Strain } from './server.ts';

/** The side of a measured process: says that it is ready, then how it is whenever it is asked. */
export function reportStrain(ready: Omit<Ready, 'started'>, stop: () => Promise<void>): void {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const send = (message: Ready | Strain) => void process.send?.(message);
  process.on('message', (message) => {
    if (message === 'stop') void stop().then(() => process.exit());
    else {
      send({ longest: delay.max / 1e6, memory: process.memoryUsage.rss() / 2 ** 20 });
      delay.reset();
    }
  });
  send({ ...ready, started: performance.now() });
}
