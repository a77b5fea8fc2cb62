import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

type Listener = (argv: string[], cwd: string) => void;

/** Run by a process of its own, since a socket cannot be asked synchronously. */
const KNOCK = `
  const socket = require('node:net').connect(process.argv[1]);
  socket.on('error', () => process.exit(1));
  socket.on('connect', () => socket.end(process.argv[2]));
`;

function knock(socket: string): boolean {
  const greeting = JSON.stringify({ argv: process.argv, cwd: process.cwd() });
  try {
    execFileSync(process.execPath, ['-e', KNOCK, socket, greeting], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Holds the folder for this process, as Chromium's process singleton does. Where another process
 * holds it, that one hears our arguments and this answers false.
 */
export function lockInstance(folder: string, onSecond: Listener): boolean {
  const path = join(folder, 'stand-in.sock');
  if (knock(path)) return false;
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    void text(socket).then((greeting) => {
      const { argv, cwd } = JSON.parse(greeting) as { argv: string[]; cwd: string };
      onSecond(argv, cwd);
    });
  });
  server.listen(path);
  server.unref();
  process.on('exit', () => rmSync(path, { force: true }));
  return true;
}
