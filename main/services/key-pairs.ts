import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { ed25519InOpenSshForm } from './openssh-keys.ts';

export interface KeyPair {
  /** one line of OpenSSH form */
  readonly publicKey: string;
  readonly privateKey: string;
}

const generate = promisify(generateKeyPair);
const RSA_BITS = 4096;

/** The private half in OpenSSH form for ed25519, in PKCS#1 PEM for RSA, as the 2017 system had it. */
export async function createKeyPair(
  algorithm: 'ed25519' | 'rsa',
  comment: string,
): Promise<KeyPair> {
  if (algorithm === 'ed25519') {
    const { privateKey } = await generate('ed25519');
    return ed25519InOpenSshForm(privateKey, comment);
  }
  const { privateKey } = await generate('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { publicKey: `${publicHalf(privateKey) ?? ''} ${comment}`, privateKey };
}

/** The public half of a private key, algorithm and base64; undefined where it does not open. */
export function publicHalf(privateKey: string, passphrase?: string): string | undefined {
  const key = ssh2.utils.parseKey(privateKey, passphrase);
  if (key instanceof Error || !key.isPrivateKey()) return undefined;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
