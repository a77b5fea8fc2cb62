import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';

const LARGEST_BYTES = 10 * 1024 * 1024;
const KEPT = 3;
/** Characters of log that wait for space on a full disk; what comes after them is lost. */
const MOST_WAITING = 1024 * 1024;

/** The last few log files are kept; the newest is cut when the control plane starts. */
function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size < LARGEST_BYTES) return;
  for (let index = KEPT - 1; index >= 1; index -= 1) {
    if (existsSync(`${file}.${index}`)) renameSync(`${file}.${index}`, `${file}.${index + 1}`);
  }
  renameSync(file, `${file}.1`);
}

/** Fields that could carry a secret if somebody logged a whole object. */
const REDACTED = [
  'privateKey',
  'passphrase',
  'password',
  'passwd',
  'sudoPassword',
  'token',
  'authorization',
  'cookie',
].flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `req.headers["${field}"]`]);

/** The control plane's own log: DIR/logs/clusterdesk.log, one JSON object a line, mode 0600. */
export function createLogger(dataDir: string): Logger {
  const directory = join(dataDir, 'logs');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'clusterdesk.log');
  rotate(file);
  const lines = destination({ dest: file, sync: true, mode: 0o600, maxLength: MOST_WAITING });
  // a full disk: lines wait for space, and the control plane goes on without them
  lines.on('error', () => undefined);
  return pino({ level: 'info', redact: { paths: REDACTED, censor: '******' } }, lines);
}
