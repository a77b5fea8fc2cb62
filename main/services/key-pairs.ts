import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';

export interface KeyPair {
  /** one line of OpenSSH form */
  readonly publicKey: string;
  readonly privateKey: string;
}

const generate = promisify(generateKeyPair);
const RSA_BITS = 4096;

function generateEd25519(comment: string): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    ssh2.utils.generateKeyPair('ed25519', { comment }, (error, keys) => {
      if (error) reject(error);
      else resolve({ publicKey: keys.public.trim(), privateKey: keys.private });
    });
  });
}

const ED25519_BLOB_BYTES = 51;

/**
 * Whether both halves are whole. ssh2 1.17 takes a leading zero byte off a public point, so that
 * one pair of 256 is damaged.
 */
function isSound({ publicKey, privateKey }: KeyPair): boolean {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) return false;
  const blob = key.getPublicSSH();
  // Faults of these two come as an Error given back.
  const signature: unknown = key.sign('probe');
  const fits: unknown = Buffer.isBuffer(signature) && key.verify('probe', signature);
  return (
    blob.length === ED25519_BLOB_BYTES &&
    publicKey.startsWith(`ssh-ed25519 ${blob.toString('base64')} `) &&
    fits === true
  );
}

/** The private half in OpenSSH form for ed25519, in PKCS#1 PEM for RSA, as the 2017 system had it. */
export async function createKeyPair(
  algorithm: 'ed25519' | 'rsa',
  comment: string,
): Promise<KeyPair> {
  if (algorithm === 'ed25519') {
    let pair = await generateEd25519(comment);
    while (!isSound(pair)) pair = await generateEd25519(comment);
    return pair;
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
