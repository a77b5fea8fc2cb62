import { expect, onTestFinished, test, vi } from 'vitest';
import type { Login } from '../remote/login.ts';
import { HostConnections } from './host-connections.ts';

const host = { id: 'a'.repeat(24), ip: '10.0.0.1', port: 22 };

/** Connections that nothing is asked of, so that none is opened. */
function connections(idleMs?: number) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const login = vi.fn<(host: { ip: string; port: number }) => Login>(({ ip, port }) => ({
    host: ip,
    port,
    user: 'root',
  }));
  const options = idleMs === undefined ? {} : { idleMs };
  return {
    login,
    open: new HostConnections<typeof host>({ login, checkHostKey: () => true, ...options }),
  };
}

test('a host has one connection, and its login is decrypted once', () => {
  const { open, login } = connections();
  const first = open.of(host);
  expect(open.of({ ...host })).toBe(first);
  expect(open.login(host)).toMatchObject({ host: '10.0.0.1', user: 'root' });
  expect(login).toHaveBeenCalledTimes(1);
});

test('a host that has got another address has another connection', () => {
  const { open } = connections();
  const first = open.of(host);
  const moved = open.of({ ...host, ip: '10.0.0.2' });
  expect(moved).not.toBe(first);
  expect(moved.login.host).toBe('10.0.0.2');
});

test('a connection that nobody asks for is closed, one that is in use lasts', () => {
  const { open } = connections(1000);
  const first = open.of(host);
  vi.advanceTimersByTime(900);
  expect(open.of(host)).toBe(first);
  vi.advanceTimersByTime(900);
  expect(open.of(host)).toBe(first);
  vi.advanceTimersByTime(1001);
  expect(open.of(host)).not.toBe(first);
});

test('a connection that is closed is opened anew, with the login as it is by then', () => {
  const { open, login } = connections();
  const first = open.of(host);
  open.close(host.id);
  expect(open.of(host)).not.toBe(first);
  expect(login).toHaveBeenCalledTimes(2);
});
