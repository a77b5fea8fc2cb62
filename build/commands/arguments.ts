import { say } from '../setup/say.mjs';

/**
 * Reads a command's arguments. Where they are wrong (a TypeError, as parseArgs throws it) the reader
 * gets one line and the process ends with code 2.
 */
export function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(error.message);
    process.exit(2);
  }
}
