import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ssh2 from 'ssh2';
import { quote } from '../../remote/shell.ts';
import type { AuthContext, Connection, ServerChannel } from 'ssh2';

/** One for all servers of a run: making it takes longer than many logins. */
const hostKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'sec1', format: 'pem' })
  .toString();

/** What a stand-in's sshd asks its machine for. */
export interface SshMachine {
  /** who may log in, with which password */
  readonly account: { readonly user: string; readonly password: string };
  /** how the login shell is called for a command line, and its environment */
  shell(line: string): {
    readonly argv: readonly [string, ...string[]];
    readonly env: NodeJS.ProcessEnv;
  };
  /** What a command prints that need not be run, by its input; undefined for one that must. */
  answer(line: string): ((stdin: Buffer) => string | undefined) | undefined;
  /** what a command prints goes through this */
  output(): Transform;
  /** a stream to a Unix socket of the machine; undefined where nobody listens */
  socket(path: string): Socket | undefined;
}

/**
 * A line as a login shell has decoded it (main/remote/exec.ts). One that is in another
 * form is refused: a path that is not seen here would be one of the machine that runs the tests.
 */
function plainLine(line: string): string {
  const encoded = /^exec sh -c 'eval "\$\(echo ([A-Za-z0-9+/=]+)\|base64 -d\)"'$/.exec(line)?.[1];
  if (encoded === undefined) throw new Error(`not a line of ours: ${line.slice(0, 200)}`);
  return `exec sh -c ${quote(Buffer.from(encoded, 'base64').toString('utf8'))}`;
}

/**
 * An sshd that runs every command as a process of the tests' own user. It knows passwords, commands
 * and the forwarding of Unix sockets; no keys, terminals, files or TCP. As with the real one a
 * command outlives its connection.
 */
export class StandInSshServer {
  /** sessions that one connection may have at once (MaxSessions) */
  maxSessions = 10;
  /** whether sockets of the machine are forwarded (AllowStreamLocalForwarding) */
  forwards = true;
  /** hears each command line before it is run; where it throws, the connection breaks instead */
  onCommand: (line: string) => void = () => undefined;
  /** hears what commands print, in the pieces in which it comes */
  onOutput: (text: string) => void = () => undefined;
  private readonly machine: SshMachine;
  private readonly listener: Server;
  private readonly sockets = new Set<Socket>();
  private readonly running = new Set<ChildProcess>();

  constructor(machine: SshMachine) {
    this.machine = machine;
    const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => this.serve(connection));
    this.listener = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      ssh.injectSocket(socket);
    });
  }

  /** @returns the port */
  async listen(address: string, port = 0): Promise<number> {
    this.listener.listen(port, address);
    await once(this.listener, 'listening');
    return (this.listener.address() as AddressInfo).port;
  }

  /** Breaks the connections without a word; what was started goes on. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** As if the power went: processes and connections are gone, and nobody listens. */
  async stop(): Promise<void> {
    for (const child of this.running) killGroup(child);
    this.cut();
    if (!this.listener.listening) return;
    this.listener.close();
    await once(this.listener, 'close');
  }

  private serve(connection: Connection): void {
    let sessions = 0;
    // a connection that breaks is an error to ssh2, and an end to us
    connection.on('error', () => undefined);
    connection.on('authentication', (attempt) => this.judge(attempt));
    connection.on('session', (accept, reject) => {
      if (sessions >= this.maxSessions) return reject();
      sessions += 1;
      const session = accept();
      session.on('close', () => (sessions -= 1));
      session.on('exec', (begin, _refuse, { command }) => this.exec(begin, command));
    });
    connection.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
      const socket = this.forwards ? this.machine.socket(socketPath) : undefined;
      if (!socket) return reject();
      socket.once('error', () => reject());
      socket.once('connect', () => join(accept(), socket));
    });
  }

  private judge(attempt: AuthContext): void {
    const { user, password } = this.machine.account;
    const knows = attempt.method === 'password' && attempt.password === password;
    if (knows && attempt.username === user) attempt.accept();
    else attempt.reject(['password']);
  }

  private exec(begin: () => ServerChannel, line: string): void {
    try {
      this.onCommand(plainLine(line));
    } catch {
      this.cut();
      return;
    }
    const channel = begin();
    // a connection that breaks is an error here too
    channel.on('error', () => undefined);
    this.respond(channel, line).catch(() => channel.destroy());
  }

  private async respond(channel: ServerChannel, sent: string): Promise<void> {
    const line = plainLine(sent);
    const answer = this.machine.answer(line);
    if (!answer) return this.run(channel, line, channel);
    const stdin = await buffer(channel);
    const said = answer(stdin);
    if (said === undefined) return this.run(channel, line, Readable.from([stdin]));
    channel.write(said);
    channel.exit(0);
    channel.end();
    return undefined;
  }

  private async run(channel: ServerChannel, line: string, stdin: Readable): Promise<void> {
    const { argv, env } = this.machine.shell(line);
    const [program, ...args] = argv;
    // a group of its own, as sshd makes it, so that it can be stopped as a whole
    const child = spawn(program, args, { detached: true, env });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    // a command that does not read its input may end before it is written
    child.stdin.on('error', () => undefined);
    stdin.pipe(child.stdin);
    const hear = (data: Buffer) => this.onOutput(data.toString('utf8'));
    const streams = [
      [child.stdout, channel],
      [child.stderr, channel.stderr],
    ] as const;
    const printed = streams.map(([from, to]) => {
      const output = from.on('data', hear).pipe(this.machine.output());
      output.pipe(to, { end: false });
      return once(output, 'end');
    });
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    await Promise.all(printed);
    const [code, signal] = await ended;
    if (code === null) channel.exit(signal?.slice('SIG'.length) ?? 'KILL');
    else channel.exit(code);
    channel.end();
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended by itself
  }
}

function join(channel: ServerChannel, socket: Socket): void {
  channel.pipe(socket).pipe(channel);
  socket.on('error', () => channel.destroy());
  channel.on('error', () => socket.destroy());
  channel.on('close', () => socket.destroy());
}
