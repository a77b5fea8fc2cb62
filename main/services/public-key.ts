import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';

/** What the text of a public key says of itself. */
export interface PublicKeyFacts {
  /** as authorized_keys wants it: algorithm, base64, comment */
  readonly text: string;
  readonly algorithm: string;
  readonly bits: number;
  readonly fingerprint: string;
}

/** The text is no public key that sshd would accept; the message says why. */
export class PublicKeyError extends Error {}

/** Reads length-prefixed fields (RFC 4251, section 5). */
function fieldsOf(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    const length = at + 4 <= blob.length ? blob.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > blob.length) throw new PublicKeyError('its data is cut short');
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function bitLength(number: Buffer): number {
  const hex = number.toString('hex').replace(/^0+/, '');
  return hex === ''
    ? 0
    : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

/** Whether node:crypto takes the key: a point beside its curve is none. */
function check(key: JsonWebKey): void {
  try {
    createPublicKey({ key, format: 'jwk' });
  } catch {
    throw new PublicKeyError('its data is no key of this algorithm');
  }
}

const base64url = (bytes: Buffer | undefined) => (bytes ?? Buffer.alloc(0)).toString('base64url');

const MIN_RSA_BITS = 1024;

function rsaBits([exponent, modulus]: Buffer[]): number {
  check({ kty: 'RSA', e: base64url(exponent), n: base64url(modulus) });
  const bits = bitLength(modulus ?? Buffer.alloc(0));
  if (bits >= MIN_RSA_BITS) return bits;
  throw new PublicKeyError(`an RSA key of ${bits} bits is too short for sshd`);
}

const ED25519_BYTES = 32;

function ed25519Bits([point]: Buffer[]): number {
  if (point?.length !== ED25519_BYTES) {
    throw new PublicKeyError('its data is no key of this algorithm');
  }
  check({ kty: 'OKP', crv: 'Ed25519', x: base64url(point) });
  return 256;
}

const curves: Readonly<Record<string, { name: string; bits: number }>> = {
  nistp256: { name: 'P-256', bits: 256 },
  nistp384: { name: 'P-384', bits: 384 },
  nistp521: { name: 'P-521', bits: 521 },
};

function ecdsaBits([curveName, point]: Buffer[]): number {
  const curve = curves[curveName?.toString('latin1') ?? ''];
  const half = Math.ceil((curve?.bits ?? 0) / 8);
  if (!curve || point?.[0] !== 4 || point.length !== 1 + 2 * half) {
    throw new PublicKeyError('its data is no key of this algorithm');
  }
  const x = base64url(point.subarray(1, 1 + half));
  check({ kty: 'EC', crv: curve.name, x, y: base64url(point.subarray(1 + half)) });
  return curve.bits;
}

/** Algorithms that sshd takes in authorized_keys (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
const algorithms: Readonly<Record<string, { fields: number; bits: (fields: Buffer[]) => number }>> =
  {
    'ssh-rsa': { fields: 2, bits: rsaBits },
    'ssh-ed25519': { fields: 1, bits: ed25519Bits },
    'ecdsa-sha2-nistp256': { fields: 2, bits: ecdsaBits },
    'ecdsa-sha2-nistp384': { fields: 2, bits: ecdsaBits },
    'ecdsa-sha2-nistp521': { fields: 2, bits: ecdsaBits },
    // the last field is the application, "ssh:"
    'sk-ssh-ed25519@openssh.com': { fields: 2, bits: ed25519Bits },
    'sk-ecdsa-sha2-nistp256@openssh.com': { fields: 3, bits: ecdsaBits },
  };

function refuseForm(text: string): void {
  if (/PRIVATE KEY/.test(text)) {
    throw new PublicKeyError('this is a private key; send its public half (the .pub file)');
  }
  if (/^(---- BEGIN SSH2|-----BEGIN)/.test(text)) {
    throw new PublicKeyError('this is not OpenSSH form; convert it with ssh-keygen -i');
  }
  if (/[\r\n]/.test(text)) throw new PublicKeyError('it must be one line');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text.replaceAll('\t', ' '))) {
    throw new PublicKeyError('it has control characters');
  }
}

/**
 * Parses one line of OpenSSH form: algorithm, base64 and, perhaps, a comment.
 * @throws PublicKeyError
 */
export function parsePublicKey(input: string): PublicKeyFacts {
  const line = input.trim();
  refuseForm(line);
  const [algorithm = '', data = '', ...comment] = line.split(/[ \t]+/);
  const known = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  if (algorithm === 'ssh-dss') throw new PublicKeyError('sshd no longer accepts DSA keys');
  if (!known) {
    throw new PublicKeyError(
      'it must begin with an algorithm such as ssh-ed25519 or ssh-rsa, without options before it',
    );
  }
  const blob = Buffer.from(data, 'base64');
  if (data === '' || blob.toString('base64').replace(/=+$/, '') !== data.replace(/=+$/, '')) {
    throw new PublicKeyError('its data is not base64');
  }
  const [name, ...fields] = fieldsOf(blob);
  if (name?.toString('latin1') !== algorithm) {
    throw new PublicKeyError('its data is of another algorithm');
  }
  if (fields.length !== known.fields) throw new PublicKeyError('its data is cut short');
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return {
    text: [algorithm, data, ...comment].join(' '),
    algorithm,
    bits: known.bits(fields),
    fingerprint: `SHA256:${digest}`,
  };
}
