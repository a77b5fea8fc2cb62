import { createPrivateKey } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { readings } from '../secrets/legacy-encoding.ts';

export type KeyReading =
  | { readonly key: string }
  /** what is wrong, without any part of the key */
  | { readonly fault: string };

function parses(text: string, passphrase: string | undefined): 'yes' | 'passphrase' | 'no' {
  // the typings say ParsedKey | Error; a file with several keys gives an array
  const parsed: ParsedKey | Error | ParsedKey[] = ssh2.utils.parseKey(text, passphrase);
  const first = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed;
  if (first instanceof Error)
    return /encrypted|passphrase|decrypt/i.test(first.message) ? 'passphrase' : 'no';
  return first?.isPrivateKey() ? 'yes' : 'no';
}

/** PKCS#8 in a form that ssh2 reads: it knows PKCS#1, SEC1 and OpenSSH's own. */
function fromPkcs8(text: string, passphrase: string | undefined): string | undefined {
  if (!/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return undefined;
  try {
    const key = createPrivateKey({ key: text, ...(passphrase ? { passphrase } : {}) });
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return key.export({ format: 'pem', type }).toString();
  } catch {
    return undefined;
  }
}

const NO_KEY = 'is no private key in PEM or OpenSSH form, nor base64 of one';
const PUBLIC = 'is a public key: give the private half';
const DAMAGED =
  'is damaged, or of a kind that is not supported (use RSA, ECDSA, or Ed25519 in OpenSSH form)';

/** Why a text with the frame of a key does not open. */
function faultOf(
  text: string,
  passphrase: string | undefined,
  parsed: 'passphrase' | 'no',
): string {
  if (/BEGIN [A-Z0-9 ]*PUBLIC KEY/.test(text)) return PUBLIC;
  // a wrong passphrase can also look like damage: what came out is no key
  if (parsed === 'no' && !/ENCRYPTED/.test(text)) return DAMAGED;
  return passphrase ? 'does not open with the passphrase' : 'is encrypted: give its passphrase';
}

/**
 * Reads a private key that may come as PEM or OpenSSH text, as base64 of it, or in the permuted
 * base64 of the 2017 system; which one it is is found by decoding.
 * @returns the key as PEM or OpenSSH text, or what is wrong with it
 */
export function readPrivateKey(text: string, passphrase?: string): KeyReading {
  let fault = /^(ssh-|ecdsa-|sk-)/.test(text.trim()) ? PUBLIC : NO_KEY;
  for (const reading of readings(text.trim())) {
    if (!reading.includes('-----BEGIN')) continue;
    const key = `${fromPkcs8(reading, passphrase) ?? reading.trim()}\n`;
    const parsed = parses(key, passphrase);
    if (parsed === 'yes') return { key };
    fault = faultOf(reading, passphrase, parsed);
  }
  return { fault };
}
