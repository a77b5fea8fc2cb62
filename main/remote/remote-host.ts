import { createHash } from 'node:crypto';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { connect, type Connection } from './connection.ts';
import { DockerClient } from './docker-api.ts';
import { findAccount, type Account } from './escalation.ts';
import { exec, type ExecOptions, type ExecResult } from './exec.ts';
import { readFacts, type Facts } from './facts.ts';
import type { HostKeyCheck, Login } from './login.ts';

/** A file's content with what is needed to put it back. */
export interface RemoteFile {
  readonly content: Buffer;
  /** octal, such as 644 */
  readonly mode: string;
  /** uid:gid */
  readonly owner: string;
}

/** What was found at a path. */
export interface FileState {
  readonly path: string;
  readonly file: RemoteFile | undefined;
  /** directories above it that are not there, the outermost first */
  readonly missing: readonly string[];
}

const LOOK =
  'for p; do if [ -e "$p" ]; then stat -Lc "%a %u:%g" "$p"; base64 < "$p" || exit; else ' +
  'd=$(dirname "$p"); while [ ! -d "$d" ]; do printf "missing %s\\n" "$d"; d=$(dirname "$d"); done; ' +
  'echo absent; fi; echo end; done';

function seen(path: string, lines: readonly string[]): FileState {
  if (lines.at(-1) === 'absent') {
    const missing = lines.slice(0, -1).map((line) => line.replace(/^missing /, ''));
    return { path, file: undefined, missing: missing.toReversed() };
  }
  const [head = '', ...rest] = lines;
  const [mode = '644', owner = '0:0'] = head.split(' ');
  return {
    path,
    file: { content: Buffer.from(rest.join(''), 'base64'), mode, owner },
    missing: [],
  };
}

/** What a write that was cut off may have left beside the file at $path. */
const SWEEP = 'rm -f -- "$path".clusterdesk-[0-9]*; ';

/** Why a file was not written that has become another's. */
export const OTHER_WORDS = 'the file is not what it was';

const FAILURE_HOLDS_MS = 500;

interface Session extends Account {
  connection: Connection;
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
      const account = await findAccount(connection, signal);
      const docker = new DockerClient(connection, account.escalation);
      return { ...account, connection, docker };
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
  async runOrThrow(script: string, options: Omit<ExecOptions, 'as'> = {}): Promise<string> {
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
    const session = await this.connect(signal);
    this.factsRead ??= this.readFacts(session, signal).catch((error: unknown) => {
      this.factsRead = undefined;
      throw error;
    });
    return this.factsRead;
  }

  private async readFacts(session: Session, signal: AbortSignal | undefined): Promise<Facts> {
    const { connection, escalation, docker } = session;
    const facts = await readFacts(connection, escalation, signal);
    if (facts.dockerd !== 'running') return facts;
    try {
      return { ...facts, dockerd: `Docker version ${await docker.version(signal)}` };
    } catch (error) {
      if (!(error instanceof ControlPlaneError) || error.code !== 'DOCKER_NOT_RUNNING') throw error;
      return { ...facts, dockerd: 'Docker, which does not answer' };
    }
  }

  forgetFacts(): void {
    this.factsRead = undefined;
  }

  /** What is at each of the paths, in one round trip. */
  async stat(paths: readonly string[], signal?: AbortSignal): Promise<FileState[]> {
    const out = await this.runOrThrow(LOOK, { args: paths, signal });
    const parts = out.split('end\n');
    return paths.map((path, index) => seen(path, parts[index]?.trimEnd().split('\n') ?? []));
  }

  /** A regular file, or undefined where there is none. */
  async readFile(path: string, signal?: AbortSignal): Promise<RemoteFile | undefined> {
    return (await this.stat([path], signal))[0]?.file;
  }

  /**
   * Replaces a file as a whole: temporary file beside it, synced, renamed. A symbolic link is
   * followed, so that what it points to is replaced, not the link. What a broken connection cuts
   * short never gets the name.
   * @param holding words that the file must hold as it is now, else nothing is written
   * @throws ControlPlaneError COMMAND_FAILED, whose cause is OTHER_WORDS where it does not
   */
  async writeFile(
    path: string,
    file: RemoteFile,
    signal?: AbortSignal,
    holding = '',
  ): Promise<void> {
    await this.runOrThrow(
      'set -e; path=$(readlink -f "$1" || echo "$1"); temp="$path.clusterdesk-$$"; ' +
        `[ -z "$5" ] || grep -qF -- "$5" "$path" || { echo "${OTHER_WORDS}" >&2; exit 1; }; ` +
        SWEEP +
        'trap \'rm -f "$temp"\' EXIT; trap "exit 143" HUP INT TERM PIPE; (umask 077; cat > "$temp"); ' +
        '[ "$(wc -c < "$temp")" -eq "$4" ] || { echo "the content was cut short" >&2; exit 1; }; ' +
        'chmod "$2" "$temp"; chown "$3" "$temp"; sync "$temp" 2>/dev/null || sync; mv -f "$temp" "$path"',
      {
        args: [path, file.mode, file.owner, String(file.content.length), holding],
        stdin: file.content,
        signal,
      },
    );
  }

  async removeFile(path: string, signal?: AbortSignal): Promise<void> {
    await this.runOrThrow('rm -f -- "$1" "$1".clusterdesk-[0-9]*', { args: [path], signal });
  }

  /** Removes what a write that was cut off may have left beside a file. */
  async sweepTemporary(path: string, signal?: AbortSignal): Promise<void> {
    const script = `path=$(readlink -f "$1" || echo "$1"); ${SWEEP}`;
    await this.runOrThrow(script, { args: [path], signal });
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
