import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { scanHostKey } from './scan-key.ts';

test('a caller who leaves is not kept by a host that takes connections and says nothing', async () => {
  const silent = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onTestFinished(() => void socket.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const caller = new AbortController();
  const arrived = once(silent, 'connection');
  const scan = scanHostKey('127.0.0.1', (silent.address() as AddressInfo).port, caller.signal);
  await arrived;
  caller.abort(new Error('the caller has left'));
  await expect(scan).rejects.toThrow('the caller has left');
}, 5000);
