import type { ClientChannel } from 'ssh2';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import { forAnyShell, quote } from './shell.ts';

/** How commands become root's: the login is root, sudo asks nothing, or sudo asks a password. */
export type Escalation = 'root' | 'sudo' | 'sudo-password';

export interface ExecOptions {
  /** run as root by this way; absent: as the login's user */
  readonly as?: Escalation | undefined;
  /** positional parameters of the script: $1, $2 ... Never secrets, they show in process lists. */
  readonly args?: readonly string[];
  /** standard input; secrets go this way */
  readonly stdin?: string | Buffer;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** hears each line of both outputs as it comes */
  readonly onLine?: (line: string) => void;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** Within this time after an abort its caller goes on, whatever the host does. */
const STOP_MS = 1500;
/** Enough for any answer we read; a flood beyond it is dropped, not kept in memory. */
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** Where the script's own output starts: what login shell, profile and sudo print comes before. */
const MARK = '__clusterdesk';

/** Makes a command root's. */
function asRoot(command: string, as: Escalation | undefined): string {
  const environment = 'env SSH_CONNECTION="$SSH_CONNECTION"';
  if (as === 'sudo') return `exec sudo -n -- ${environment} ${command}`;
  // -k ignores cached credentials, so that sudo reads exactly one line before the script does
  if (as === 'sudo-password') return `exec sudo -k -S -p '' -- ${environment} ${command}`;
  return `exec ${command}`;
}

/**
 * The line for the login shell, whichever it is. The script's processes form a group, whose number
 * it says first, so that all of it can be stopped from a second channel: closing a channel alone
 * leaves the remote process running. What programs say is never in the host's own language.
 */
function remoteLine(script: string, options: ExecOptions): string {
  const marked =
    `LC_ALL=C; export LC_ALL; read -r _ _ _ _ group _ < /proc/$$/stat\n` +
    `printf '${MARK}\\n'; printf '${MARK} %s\\n' "$group" >&2\n${script}`;
  const words = ['sh', '-c', marked, 'sh', ...(options.args ?? [])].map(quote).join(' ');
  // busybox's setsid does not wait; without it the group is that of the login or of sudo
  const line = `LC_ALL=C; export LC_ALL; s='setsid -w'; $s true 2>/dev/null || s=; ${asRoot(`$s ${words}`, options.as)}`;
  return forAnyShell(line);
}

/** dash takes no "--" after a signal: the group stands right behind it. */
function killLine(group: number, as: Escalation | undefined): string {
  const script =
    'kill -TERM "-$1" 2>/dev/null; i=0; while [ $i -lt 7 ]; do ' +
    'kill -0 "-$1" 2>/dev/null || exit 0; sleep 0.1; i=$((i+1)); done; kill -KILL "-$1"';
  return remoteLine(script, { as, args: [String(group)] });
}

/** What sudo -S reads before the script's own input. */
function passwordLine(connection: Connection): string {
  return `${connection.login.sudoPassword ?? ''}\n`;
}

/** Gathers one output from its mark on; all of it where no mark came. */
class MarkedOutput {
  /** what stands behind the mark on its line; undefined until it came */
  marked: string | undefined;
  private readonly parts: Buffer[] = [];
  private bytes = 0;
  private readonly onLine: ((line: string) => void) | undefined;
  private restOfLine = '';

  constructor(onLine: ((line: string) => void) | undefined) {
    this.onLine = onLine;
  }

  push(data: Buffer): void {
    this.bytes += data.length;
    if (this.bytes <= MAX_OUTPUT_BYTES) this.parts.push(data);
    if (this.marked !== undefined) return this.tell(data);
    const all = Buffer.concat(this.parts);
    const at = all.indexOf(MARK);
    const end = at < 0 ? -1 : all.indexOf('\n', at);
    if (end < 0) return undefined;
    this.marked = all.toString('utf8', at + MARK.length, end).trim();
    const rest = all.subarray(end + 1);
    this.parts.splice(0, Infinity, rest);
    return this.tell(rest);
  }

  /** Nothing more comes: a last line without an end is told too. */
  end(): void {
    if (this.restOfLine) this.onLine?.(this.restOfLine);
  }

  private tell(data: Buffer): void {
    if (!this.onLine) return;
    const lines = (this.restOfLine + data.toString('utf8')).split(/\r\n|\n|\r/);
    this.restOfLine = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
  }

  toString(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}

/**
 * Runs a POSIX shell script on the host and waits for its end.
 * @throws ControlPlaneError HOST_CONNECTION_LOST, HOST_SESSION_REFUSED, PHASE_TIMED_OUT; the
 *   signal's reason when it fires, after the remote processes were stopped
 */
export async function exec(
  connection: Connection,
  script: string,
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const run = connection.withSession(remoteLine(script, options), (channel) =>
    follow(connection, channel, options),
  );
  if (!signal) return run;
  // the session may not even be open: a connection that is cut says nothing for a while
  const end = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => {
      const timer = setTimeout(() => reject(signal.reason as Error), STOP_MS);
      end.signal.addEventListener('abort', () => clearTimeout(timer));
    };
    signal.addEventListener('abort', giveUp, { once: true, signal: end.signal });
  });
  return Promise.race([run, late]).finally(() => end.abort());
}

function follow(
  connection: Connection,
  channel: ClientChannel,
  options: ExecOptions,
): Promise<ExecResult> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return new Promise<ExecResult>((resolve, reject) => {
    let stopped: { reason: Error; end: Promise<void> } | undefined;
    let code: number | undefined;
    const { onLine } = options;
    const [stdout, stderr] = [new MarkedOutput(onLine), new MarkedOutput(onLine)];

    const stop = (reason: Error) => {
      const group = () => Number(stderr.marked);
      stopped ??= { reason, end: stopRemote(connection, channel, group, options) };
    };
    const timer = setTimeout(() => {
      const message = `A command ran longer than ${Math.round(timeoutMs / 1000)} s.`;
      const { host } = connection.login;
      stop(new ControlPlaneError('PHASE_TIMED_OUT', message, { host }));
    }, timeoutMs);
    const onAbort = () => stop(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });

    channel.on('data', (data: Buffer) => stdout.push(data));
    channel.stderr.on('data', (data: Buffer) => stderr.push(data));
    channel.on('exit', (exitCode: number | null) => (code = exitCode ?? 128));
    channel.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      for (const output of [stdout, stderr]) output.end();
      const { reason, end } = stopped ?? {};
      // what stops the command is a process of ours too: it ends before we say so
      if (end) void end.then(() => reject(reason));
      else if (code === undefined) reject(connection.lostError());
      else resolve({ code, stdout: stdout.toString(), stderr: stderr.toString() });
    });
    if (options.as === 'sudo-password') channel.write(passwordLine(connection));
    channel.end(options.stdin ?? '');
    if (signal?.aborted) onAbort();
  });
}

/** Ends a command's processes from a second session, then its channel. */
async function stopRemote(
  connection: Connection,
  channel: ClientChannel,
  group: () => number,
  options: ExecOptions,
): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, STOP_MS));
  const ended = new Promise((resolve) => channel.once('close', resolve));
  // a command that was only just sent has not said its number yet
  const said = new Promise<void>((resolve) => {
    const look = () => !Number.isNaN(group()) && resolve();
    channel.stderr.on('data', look);
    look();
  });
  await Promise.race([said, ended, late]);
  if (connection.isOpen && !Number.isNaN(group())) {
    await Promise.race([killRemote(connection, group(), options), late]);
  }
  channel.close();
}

async function killRemote(connection: Connection, group: number, options: ExecOptions) {
  const kill = (by: Connection) =>
    by.openSession(
      killLine(group, options.as),
      (channel) =>
        new Promise((resolve) => {
          channel.once('close', resolve);
          channel.resume();
          channel.stderr.resume();
          if (options.as === 'sudo-password') channel.write(passwordLine(connection));
          channel.end();
        }),
    );
  try {
    await kill(connection).catch(async (error: unknown) => {
      if (!(error instanceof ControlPlaneError) || !connection.isOpen) throw error;
      // sshd takes no second session on this connection
      const other = await connection.openAnother();
      try {
        await kill(other);
      } finally {
        other.close();
      }
    });
  } catch {
    // the connection is gone: sshd ends the session's processes, or the operation's next run does
  }
}
