/**
 * One line for the reader, on the error stream, so that a command's own output stays clean.
 * @param {string} message
 */
export function say(message) {
  process.stderr.write(`clusterdesk: ${message}\n`);
}

/**
 * An end that the reader can do something about: shown as one line, without a stack.
 */
export class SetupError extends Error {}
