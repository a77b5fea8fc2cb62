import { createHash } from 'node:crypto';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { connect, type Connection, type Login } from './connection.ts';
import { DockerClient } from './docker.ts';
import { findEscalation } from './escalation.ts';
import { exec, type Escalation, type ExecOptions, type ExecResult } from './exec.ts';
import { readFacts, type Facts } from './facts.ts';
import type { HostKeyCheck } from './host-keys.ts';

/** A file's content with what is needed to put it back. */
export interface RemoteFile {
  readonly content: Buffer;
  /** octal, such as 644 */
  readonly mode: string;
  /** uid:gid */
  readonly owner: string;
}

const FAILURE_HOLDS_MS = 500;

interface Session {
  connection: Connection;
  escalation: Escalation;
  docker: DockerClient;
}

/** sha256 of a file's content, hex. */
export function contentHash(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** One machine for the length of an operation: connects when first asked, and again when lost. */
export class RemoteHost {
  readonly login: Login;
  private readonly checkHostKey: HostKeyCheck;
  private session: Promise<Session> | undefined;
  private refused: { error: unknown; at: number } | undefined;
  private factsRead: Promise<Facts> | undefined;

  constructor(login: Login, checkHostKey: HostKeyCheck) {
    this.login = login;
    this.checkHostKey = checkHostKey;
  }

  /** @throws ControlPlaneError HOST_* */
  async connect(signal?: AbortSignal): Promise<Session> {
    const current = await this.session?.catch(() => undefined);
    if (current?.connection.isOpen) return current;
    // many may ask for a host that does not answer: they share one attempt's failure
    if (this.refused && Date.now() - this.refused.at < FAILURE_HOLDS_MS) throw this.refused.error;
    current?.docker.close();
    // it may have been switched off and on since
    this.factsRead = undefined;
    this.session = this.start(signal);
    this.session.catch((error: unknown) => (this.refused = { error, at: Date.now() }));
    return this.session;
  }

  private async start(signal: AbortSignal | undefined): Promise<Session> {
    const connection = await connect(this.login, { checkHostKey: this.checkHostKey, signal });
    try {
      const escalation = await findEscalation(connection, signal);
      return { connection, escalation, docker: new DockerClient(connection, escalation) };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Runs a script as root. A code other than 0 is the caller's to judge. */
  async root(script: string, options: Omit<ExecOptions, 'as'> = {}): Promise<ExecResult> {
    const { connection, escalation } = await this.connect(options.signal);
    return exec(connection, script, { ...options, as: escalation });
  }

  /**
   * Runs a script as root that must succeed.
   * @returns its standard output
   * @throws ControlPlaneError COMMAND_FAILED with the last lines it printed
   */
  async must(script: string, options: Omit<ExecOptions, 'as'> = {}): Promise<string> {
    const result = await this.root(script, options);
    if (result.code === 0) return result.stdout;
    throw this.failure(result);
  }

  /** The error that a script's bad end stands for. */
  failure({ code, stdout, stderr }: ExecResult): ControlPlaneError {
    const { host } = this.login;
    const cause = (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
    if (/No space left on device|Disk quota exceeded/.test(cause)) {
      return new ControlPlaneError('HOST_DISK_FULL', 'The disk is full.', { host, cause });
    }
    if (/Read-only file system/.test(cause)) {
      return new ControlPlaneError('HOST_READ_ONLY', 'A file system is read-only.', {
        host,
        cause,
      });
    }
    const message = `A command ended with code ${code}.`;
    return new ControlPlaneError('COMMAND_FAILED', message, { host, cause });
  }

  async docker(signal?: AbortSignal): Promise<DockerClient> {
    return (await this.connect(signal)).docker;
  }

  /** The host's facts; read once until `forgetFacts`. */
  async facts(signal?: AbortSignal): Promise<Facts> {
    const { connection, escalation } = await this.connect(signal);
    this.factsRead ??= readFacts(connection, escalation, signal).catch((error: unknown) => {
      this.factsRead = undefined;
      throw error;
    });
    return this.factsRead;
  }

  forgetFacts(): void {
    this.factsRead = undefined;
  }

  /** A regular file, or undefined where there is none. */
  async readFile(path: string, signal?: AbortSignal): Promise<RemoteFile | undefined> {
    const out = await this.must('[ -e "$1" ] || exit 0; stat -c "%a %u:%g" "$1"; base64 < "$1"', {
      args: [path],
      signal,
    });
    if (out === '') return undefined;
    const [head = '', ...rest] = out.split('\n');
    const [mode = '644', owner = '0:0'] = head.split(' ');
    return { content: Buffer.from(rest.join(''), 'base64'), mode, owner };
  }

  /**
   * Replaces a file as a whole: temporary file beside it, synced, renamed. A symbolic link is
   * followed, so that what it points to is replaced, not the link. What a broken connection cuts
   * short never gets the name.
   */
  async writeFile(path: string, file: RemoteFile, signal?: AbortSignal): Promise<void> {
    await this.must(
      'set -e; path=$(readlink -f "$1" || echo "$1"); temp="$path.clusterdesk-$$"; ' +
        'trap \'rm -f "$temp"\' EXIT; trap "exit 143" HUP INT TERM; (umask 077; cat > "$temp"); ' +
        '[ "$(wc -c < "$temp")" -eq "$4" ] || { echo "the content was cut short" >&2; exit 1; }; ' +
        'chmod "$2" "$temp"; chown "$3" "$temp"; sync "$temp" 2>/dev/null || sync; mv -f "$temp" "$path"',
      {
        args: [path, file.mode, file.owner, String(file.content.length)],
        stdin: file.content,
        signal,
      },
    );
  }

  async removeFile(path: string, signal?: AbortSignal): Promise<void> {
    await this.must('rm -f -- "$1"', { args: [path], signal });
  }

  close(): void {
    void this.session?.then(
      ({ connection, docker }) => {
        docker.close();
        connection.close();
      },
      () => undefined,
    );
    this.session = undefined;
  }
}
