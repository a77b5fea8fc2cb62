import { EventEmitter, once } from 'node:events';
import type { ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import type { Connection } from './connection.ts';
import { dialStdio } from './dial-stdio.ts';

/** A channel whose command fails in the very packet that opens it. */
class FailingChannel extends EventEmitter {
  readonly stderr = new EventEmitter();
  close(): void {}
}

test('a command that fails at once fails the stream that was handed over', async () => {
  const channel = new FailingChannel();
  const connection = {
    openStream: async (_command: string, use: (channel: ClientChannel) => unknown) => {
      const stream = use(channel as unknown as ClientChannel);
      channel.stderr.emit('data', Buffer.from('sh: 1: exec: docker: not found\n'));
      channel.emit('close');
      // process.nextTick goes before what awaits this
      await new Promise<void>((resolve) => process.nextTick(resolve));
      return stream;
    },
  };
  const stream = await dialStdio(connection as unknown as Connection, 'root');
  await expect(once(stream, 'end')).rejects.toThrow('exec: docker: not found');
});
