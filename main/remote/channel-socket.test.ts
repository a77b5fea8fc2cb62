import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { asSocket } from './channel-socket.ts';

/** As ssh2's channel: no `close` of its own after `destroy`, writes after the end are dropped. */
class Channel extends Duplex {
  readonly written: string[] = [];

  constructor() {
    super({ emitClose: false });
  }

  override _read(): void {
    // what arrives is pushed by the test
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk.toString());
    done();
  }

  override destroy(): this {
    this.end();
    return this;
  }
}

test('what is written and read goes through', async () => {
  const channel = new Channel();
  const socket = asSocket(channel);
  socket.write('question');
  channel.push('answer');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toBe('answer');
  expect(channel.written).toEqual(['question']);
});

test('it says close when it is destroyed, read or not', async () => {
  const socket = asSocket(new Channel());
  const closed = once(socket, 'close');
  socket.destroy();
  expect(await closed).toEqual([]);
});

test('it closes when the channel does while nobody reads', async () => {
  const channel = new Channel();
  const socket = asSocket(channel);
  const closed = once(socket, 'close');
  channel.emit('close');
  await closed;
  expect(socket.destroyed).toBe(true);
});

test('what is written after the end is an error, not a wait', async () => {
  const channel = new Channel();
  const socket = asSocket(channel);
  channel.end();
  const failed = once(socket, 'error');
  socket.write('too late');
  expect(await failed).toEqual([new Error('the channel is closed')]);
});
