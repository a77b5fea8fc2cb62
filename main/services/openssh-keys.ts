import { randomBytes, type KeyObject } from 'node:crypto';

const ED25519 = 'ssh-ed25519';
/** What a private section without a cipher is padded to (PROTOCOL.key of OpenSSH). */
const BLOCK_BYTES = 8;
const LINE_LENGTH = 70;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A string of RFC 4251, section 5: its length, then its bytes as they are. */
function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** The two halves of an Ed25519 key: the seed and the point, 32 bytes each. */
function halves(key: KeyObject): { seed: Buffer; point: Buffer } {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  return { seed: Buffer.from(d, 'base64url'), point: Buffer.from(x, 'base64url') };
}

/**
 * Writes a private Ed25519 key in OpenSSH's own form (PROTOCOL.key of OpenSSH), without a
 * passphrase, and its public half as a line of authorized_keys.
 */
export function ed25519InOpenSshForm(
  key: KeyObject,
  comment: string,
): { publicKey: string; privateKey: string } {
  const { seed, point } = halves(key);
  const publicBlob = Buffer.concat([string(ED25519), string(point)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    publicBlob,
    string(Buffer.concat([seed, point])),
    string(comment),
  ]);
  const padding = (BLOCK_BYTES - (secret.length % BLOCK_BYTES)) % BLOCK_BYTES;
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    uint32(1),
    string(publicBlob),
    string(Buffer.concat([secret, Buffer.from(Array.from({ length: padding }, (_, i) => i + 1))])),
  ]).toString('base64');
  const lines = Array.from({ length: Math.ceil(file.length / LINE_LENGTH) }, (_, i) =>
    file.slice(i * LINE_LENGTH, (i + 1) * LINE_LENGTH),
  );
  return {
    publicKey: `${ED25519} ${publicBlob.toString('base64')} ${comment}`,
    privateKey: [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      ...lines,
      '-----END OPENSSH PRIVATE KEY-----',
      '',
    ].join('\n'),
  };
}
