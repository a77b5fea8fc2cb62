import { randomBytes, randomInt } from 'node:crypto';

const machine = randomBytes(5).toString('hex');
/** It starts in the lower half, so that it does not begin anew between ids of one second. */
let counter = randomInt(0x800000);

/** A new id in the layout of a MongoDB ObjectId: seconds, five random bytes, a counter. */
export function newId(now: number = Date.now()): string {
  counter = (counter + 1) % 0x1000000;
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return seconds + machine + counter.toString(16).padStart(6, '0');
}
