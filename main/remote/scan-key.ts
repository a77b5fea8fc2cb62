import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { connect } from './connection.ts';

/**
 * Reads the key that a host's sshd shows, without logging in.
 * @param signal the caller has left: no more is waited for
 * @returns the fingerprint, SHA256:…
 * @throws ControlPlaneError HOST_* when nothing answers as SSH; the signal's reason
 */
export async function scanHostKey(
  host: string,
  port: number,
  signal?: AbortSignal,
): Promise<string> {
  let seen: string | undefined;
  const refusal = new ControlPlaneError('HOST_KEY_UNKNOWN', 'Only the key was asked for.');
  try {
    // the key exchange comes before any login: this password is never sent
    const connection = await connect(
      { host, port, user: 'nobody', password: 'unused' },
      {
        signal,
        checkHostKey: (_login, fingerprint) => {
          seen = fingerprint;
          return refusal;
        },
      },
    );
    connection.close();
  } catch (error) {
    if (seen === undefined) throw error;
  }
  return seen ?? '';
}
