import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Connection } from './connection.ts';
import { quote } from './shell.ts';

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
/** Enough for any answer we read; a flood beyond it is dropped, not kept in memory. */
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
const PID_MARK = '__clusterdesk_pid';

/**
 * The line for the login shell. The script's process leads a session of its own and says its
 * number first, so that all of it can be stopped from a second channel: closing a channel alone
 * leaves the remote process running. What sudo or a profile prints before the mark is dropped.
 */
function remoteLine(script: string, options: ExecOptions): string {
  const marked = `printf '${PID_MARK} %s\\n' "$$" >&2\n${script}`;
  const words = ['sh', '-c', marked, 'sh', ...(options.args ?? [])].map(quote).join(' ');
  const session = `setsid -w ${words}`;
  const line =
    options.as === 'sudo'
      ? `exec sudo -n -- env SSH_CONNECTION="$SSH_CONNECTION" ${session}`
      : options.as === 'sudo-password'
        ? `exec sudo -k -S -p '' -- env SSH_CONNECTION="$SSH_CONNECTION" ${session}`
        : `exec ${session}`;
  return `exec sh -c ${quote(line)}`;
}

function killLine(pid: number, as: Escalation | undefined): string {
  const script =
    'kill -TERM -- "-$1" 2>/dev/null; i=0; while [ $i -lt 10 ]; do ' +
    'kill -0 -- "-$1" 2>/dev/null || exit 0; sleep 0.1; i=$((i+1)); done; kill -KILL -- "-$1"';
  return remoteLine(script, { as, args: [String(pid)] });
}

/** What sudo -S reads before the script's own input. */
function passwordLine(connection: Connection): string {
  return `${connection.login.sudoPassword ?? ''}\n`;
}

/** Splits a stream into lines for a listener; the rest comes with `end`. */
function lineSplitter(onLine: (line: string) => void) {
  let rest = '';
  return {
    push(text: string) {
      const lines = (rest + text).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest) onLine(rest);
    },
  };
}

/**
 * Runs a POSIX shell script on the host and waits for its end.
 * @throws ControlPlaneError HOST_CONNECTION_LOST, HOST_SESSION_REFUSED, PHASE_TIMED_OUT; the
 *   signal's reason when it fires, after the remote processes were stopped
 */
export function exec(
  connection: Connection,
  script: string,
  options: ExecOptions = {},
): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return connection.withSession(
    remoteLine(script, options),
    (channel) =>
      new Promise<ExecResult>((resolve, reject) => {
        let pid: number | undefined;
        let stopped: Error | undefined;
        let code: number | undefined;
        const stdout: Buffer[] = [];
        let stdoutBytes = 0;
        let stderr = '';
        const lines = options.onLine ? lineSplitter(options.onLine) : undefined;

        const stop = (reason: Error) => {
          if (stopped) return;
          stopped = reason;
          const end = () => channel.close();
          if (pid === undefined || !connection.isOpen) return end();
          void killRemote(connection, pid, options).finally(end);
        };
        const timer = setTimeout(() => {
          stop(
            new ControlPlaneError(
              'PHASE_TIMED_OUT',
              `A command ran longer than ${Math.round(timeoutMs / 1000)} s.`,
              { host: connection.login.host },
            ),
          );
        }, timeoutMs);
        const onAbort = () => stop(options.signal?.reason as Error);
        options.signal?.addEventListener('abort', onAbort, { once: true });

        channel.on('data', (data: Buffer) => {
          stdoutBytes += data.length;
          if (stdoutBytes <= MAX_OUTPUT_BYTES) stdout.push(data);
          lines?.push(data.toString('utf8'));
        });
        channel.stderr.on('data', (data: Buffer) => {
          let text = data.toString('utf8');
          if (pid === undefined) {
            stderr += text;
            const mark = new RegExp(`${PID_MARK} (\\d+)\\n`).exec(stderr);
            if (!mark) return;
            pid = Number(mark[1]);
            text = stderr.slice(mark.index + mark[0].length);
            stderr = '';
          }
          if (stderr.length < MAX_OUTPUT_BYTES) stderr += text;
          lines?.push(text);
        });
        channel.on('exit', (exitCode: number | null) => (code = exitCode ?? 128));
        channel.on('close', () => {
          clearTimeout(timer);
          options.signal?.removeEventListener('abort', onAbort);
          lines?.end();
          if (stopped) reject(stopped);
          else if (code === undefined) reject(connection.lostError());
          else resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), stderr });
        });
        // sudo -k ignores cached credentials, so it reads exactly one line before the script does
        if (options.as === 'sudo-password') channel.write(passwordLine(connection));
        channel.end(options.stdin ?? '');
      }),
  );
}

async function killRemote(connection: Connection, pid: number, options: ExecOptions) {
  try {
    await connection.openSession(
      killLine(pid, options.as),
      (channel) =>
        new Promise((resolve) => {
          channel.once('close', resolve);
          channel.resume();
          channel.stderr.resume();
          if (options.as === 'sudo-password') channel.write(passwordLine(connection));
          channel.end();
        }),
    );
  } catch {
    // the connection is gone: sshd ends the session's processes, or the operation's next run does
  }
}
