import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Connection } from './connection.ts';
import type { Escalation } from './exec.ts';
import { forAnyShell } from './shell.ts';

/** What dial-stdio says before it serves, from the login shell's profile, ends with this. */
const STREAM_MARK = '__clusterdesk_stream\n';
const STDERR_KEPT = 500;

/**
 * The socket's bytes by way of a command, where the login is not root's or sshd forwards nothing.
 * sudo reads one line for the password, then the rest of the stream is Docker's.
 */
export function dialStdio(connection: Connection, as: Escalation): Promise<Duplex> {
  const become = { root: '', sudo: 'sudo -n --', 'sudo-password': `sudo -k -S -p '' --` }[as];
  const line = `printf '${STREAM_MARK.trim()}\\n'; exec ${become} docker system dial-stdio`;
  return connection.openStream(forAnyShell(line), (channel) => {
    let said = '';
    channel.stderr.on('data', (data: Buffer) => {
      said = (said + data.toString('utf8')).slice(-STDERR_KEPT);
    });
    if (as === 'sudo-password') channel.write(`${connection.login.sudoPassword ?? ''}\n`);
    return new MarkedStream(channel, () => said.trim().split('\n').at(-1));
  });
}

/** A channel from its mark on. One that never served ends with its words on stderr as an error. */
class MarkedStream extends Duplex {
  private readonly channel: ClientChannel;
  private before: Buffer | undefined = Buffer.alloc(0);
  private served = false;

  constructor(channel: ClientChannel, lastWords: () => string | undefined) {
    super({ allowHalfOpen: false });
    this.channel = channel;
    channel.on('data', (data: Buffer) => {
      const rest = this.pastMark(data);
      if (!rest || rest.length === 0) return;
      this.served = true;
      if (!this.push(rest)) channel.pause();
    });
    // a command that fails at once may do so before the stream has reached who listens to it
    channel.once('close', () => setImmediate(() => this.finish(lastWords)));
  }

  private finish(lastWords: () => string | undefined): void {
    const words = this.served ? undefined : lastWords();
    if (words) this.destroy(new Error(words));
    else this.push(null);
  }

  private pastMark(data: Buffer): Buffer | undefined {
    if (this.before === undefined) return data;
    const all = Buffer.concat([this.before, data]);
    const at = all.indexOf(STREAM_MARK);
    this.before = at < 0 ? all : undefined;
    return at < 0 ? undefined : all.subarray(at + STREAM_MARK.length);
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(data: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.channel.write(data, encoding, done);
  }

  override _final(done: () => void): void {
    this.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.close();
    done(error);
  }
}
