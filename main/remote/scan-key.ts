import { ControlPlaneError } from '../../shared/contract/errors.ts';
import { connect } from './connection.ts';

/**
 * Reads the key that a host's sshd shows, without logging in.
 * @returns the fingerprint, SHA256:…
 * @throws ControlPlaneError HOST_* when nothing answers as SSH
 */
export async function scanHostKey(host: string, port: number): Promise<string> {
  let seen: string | undefined;
  const refusal = new ControlPlaneError('HOST_KEY_UNKNOWN', 'Only the key was asked for.');
  try {
    // the key exchange comes before any login: this password is never sent
    const connection = await connect(
      { host, port, user: 'nobody', password: 'unused' },
      {
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
