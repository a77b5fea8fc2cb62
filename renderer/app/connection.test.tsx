// @vitest-environment happy-dom
import { act, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Connection, ConnectionState } from '../lib/control-plane.ts';
import { cluster } from '../test/fixtures.testing.ts';
import { memoryBridge } from '../test/memory-bridge.testing.ts';
import { setUpPage, renderPage } from '../test/render.testing.tsx';

setUpPage();

function switchable() {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'open';
  let retries = 0;
  const connection: Connection = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow: () => {
      retries += 1;
    },
  };
  const become = (next: ConnectionState) =>
    act(() => {
      state = next;
      for (const listener of listeners) listener();
    });
  return { connection, become, retries: () => retries };
}

test('a lost connection is said, can be tried at once, and all is read again when it is back', async () => {
  const { connection, become, retries } = switchable();
  const bridge = memoryBridge({
    'clusters.list': () => ({ count: 1, items: [cluster({ name: 'before' })] }),
  });
  const { user } = renderPage('/clusters', bridge, connection);
  await screen.findByRole('link', { name: 'before' });
  expect(screen.queryByRole('alert')).toBeNull();

  become('lost');
  expect(screen.getByRole('alert').textContent).toContain('Connection lost, trying again');
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  expect(retries()).toBe(1);

  bridge.answer({
    'clusters.list': () => ({ count: 1, items: [cluster({ name: 'after' })] }),
  });
  become('open');
  await screen.findByRole('link', { name: 'after' });
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});
