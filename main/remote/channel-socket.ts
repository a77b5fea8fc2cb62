import { Duplex } from 'node:stream';

/**
 * An ssh channel with the manners of a socket, as Node's HTTP client expects them. A channel itself
 * never says `close` after `destroy` when nobody reads it, and forgets what is written after its
 * end; both would leave requests waiting for ever.
 */
class ChannelSocket extends Duplex {
  private readonly channel: Duplex;

  constructor(channel: Duplex) {
    super({ emitClose: true });
    this.channel = channel;
    channel.on('data', (data: Buffer) => {
      if (!this.push(data)) channel.pause();
    });
    channel.once('end', () => this.push(null));
    channel.once('error', (error) => this.destroy(error));
    channel.once('close', () => this.destroy());
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.channel.writable) this.channel.write(chunk, done);
    else done(new Error('the channel is closed'));
  }

  override _final(done: () => void): void {
    this.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.destroy();
    done(error);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** A stream over ssh for an HTTP agent. */
export function asSocket(channel: Duplex): Duplex {
  return new ChannelSocket(channel);
}
