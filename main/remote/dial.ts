import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Login } from './login.ts';
import { forwardError, tcpError } from './ssh-errors.ts';

const DIAL_TIMEOUT_MS = 10_000;

/** What of a connection forwards to another host. */
interface Forwarder {
  readonly login: Login;
  openTcp(host: string, port: number): Promise<Duplex>;
}

/**
 * Opens the stream to a host's SSH port: straight, or forwarded by the jump host.
 * @throws ControlPlaneError HOST_NAME_UNKNOWN, HOST_UNREACHABLE, HOST_PORT_REFUSED,
 *   HOST_SESSION_REFUSED by a jump host that does not forward; the signal's reason
 */
export async function dial(
  login: Login,
  jump: Forwarder | undefined,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  signal?.throwIfAborted();
  if (!jump) return dialStraight(login, signal);
  try {
    return await jump.openTcp(login.host, login.port);
  } catch (error) {
    throw forwardError(error as Error, login, jump.login);
  }
}

function dialStraight(login: Login, signal: AbortSignal | undefined): Promise<Duplex> {
  const { host, port } = login;
  return new Promise((resolve, reject) => {
    // Nagle's algorithm costs 40 ms a round trip where the other side delays its ACKs
    const socket = connectTcp({ host, port, noDelay: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(signal?.reason);
    const timer = setTimeout(() => {
      const message = `${host} does not answer on port ${port}.`;
      const cause = `no answer within ${DIAL_TIMEOUT_MS / 1000} s`;
      fail(new ControlPlaneError('HOST_UNREACHABLE', message, { host, cause }));
    }, DIAL_TIMEOUT_MS);
    signal?.addEventListener('abort', onAbort, { once: true });
    const onError = (error: Error) => fail(tcpError(error, login));
    socket.once('error', onError);
    socket.once('connect', () => {
      settle();
      socket.off('error', onError);
      resolve(socket);
    });
  });
}
