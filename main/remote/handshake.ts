import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { ConnectConfig } from 'ssh2';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { fingerprintOf } from './host-keys.ts';
import type { ConnectOptions, Login } from './login.ts';
import { handshakeError, type HandshakeStage } from './ssh-errors.ts';

/** For greeting, key exchange and login together. */
const HANDSHAKE_TIMEOUT_MS = 15_000;
const KEEPALIVE_MS = 5_000;
const KEEPALIVES_MISSED = 3;
const FIRST_WORDS = 256;

export interface HandshakeOptions extends ConnectOptions {
  /** host key algorithms to ask for; all where undefined */
  readonly algorithms: readonly string[] | undefined;
}

function loginConfig(login: Login): Partial<ConnectConfig> {
  const agent = login.useAgent ? process.env['SSH_AUTH_SOCK'] : undefined;
  if (!login.privateKey && !login.password && !agent) {
    throw new ControlPlaneError('HOST_LOGIN_MISSING', `No key or password for ${login.user}.`, {
      host: login.host,
    });
  }
  return {
    username: login.user,
    ...(login.privateKey ? { privateKey: login.privateKey } : {}),
    ...(login.passphrase ? { passphrase: login.passphrase } : {}),
    ...(login.password ? { password: login.password, tryKeyboard: true } : {}),
    ...(agent ? { agent } : {}),
  };
}

/**
 * Speaks SSH over an open stream: greeting, key exchange with the check of the host's key, login.
 * @throws ControlPlaneError HOST_*; the signal's reason
 */
export function shakeHands(
  login: Login,
  socket: Duplex,
  options: HandshakeOptions,
): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    const stage: HandshakeStage = { words: '', keysAgreed: false };
    let refused: ControlPlaneError | undefined;
    const hear = (data: Buffer) => {
      if (stage.words.length < FIRST_WORDS) stage.words += data.toString('latin1');
    };
    const settle = () => {
      options.signal?.removeEventListener('abort', onAbort);
      socket.off('data', hear);
      client.removeAllListeners();
      // until the next owner listens: an error that nobody hears would end the process
      client.on('error', () => undefined);
    };
    const fail = (error: Error) => {
      settle();
      client.destroy();
      socket.destroy();
      reject(refused ?? handshakeError(error, login, stage));
    };
    const onAbort = () => fail(options.signal?.reason as Error);
    if (options.signal?.aborted) return onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    client.once('error', fail);
    client.once('close', () => fail(new Error('the connection was closed')));
    client.once('handshake', () => (stage.keysAgreed = true));
    client.on('keyboard-interactive', (_name, _instructions, _lang, prompts, finish) => {
      finish(prompts.map((prompt) => (prompt.echo ? '' : (login.password ?? ''))));
    });
    client.once('ready', () => {
      settle();
      resolve(client);
    });
    socket.on('data', hear);
    try {
      client.connect({
        sock: socket,
        ...loginConfig(login),
        readyTimeout: HANDSHAKE_TIMEOUT_MS,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVES_MISSED,
        ...(options.algorithms
          ? { algorithms: { serverHostKey: options.algorithms as never } }
          : {}),
        hostVerifier: (key: Buffer) => {
          const verdict = options.checkHostKey(login, fingerprintOf(key));
          refused = verdict instanceof ControlPlaneError ? verdict : undefined;
          return refused === undefined;
        },
      });
    } catch (error) {
      fail(error as Error);
    }
  });
}
