import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeyPair, publicHalf } from './key-pairs.ts';
import { ed25519InOpenSshForm } from './openssh-keys.ts';
import { parsePublicKey } from './public-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-pair-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The public half that ssh-keygen reads from a private one. */
function readBack(privateKey: string): string {
  const file = join(folder, 'key');
  writeFileSync(file, privateKey, { mode: 0o600 });
  return execFileSync('ssh-keygen', ['-y', '-f', file]).toString().split(' ', 2).join(' ').trim();
}

test.each([
  ['ed25519' as const, 256, '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['rsa' as const, 4096, '-----BEGIN RSA PRIVATE KEY-----'],
])('a pair of %s is one that OpenSSH takes', async (algorithm, bits, begin) => {
  const pair = await createKeyPair(algorithm, 'me@here');
  const facts = parsePublicKey(pair.publicKey);
  expect(facts.bits).toBe(bits);
  expect(facts.text.endsWith(' me@here')).toBe(true);
  expect(pair.privateKey.startsWith(begin)).toBe(true);
  expect(pair.publicKey.startsWith(readBack(pair.privateKey))).toBe(true);
  expect(publicHalf(pair.privateKey)).toBe(readBack(pair.privateKey));
});

/** A key whose public point begins with a zero byte, as one of 256 does. */
function withLeadingZero(): KeyObject {
  for (;;) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = privateKey.export({ format: 'jwk' });
    if (Buffer.from(x, 'base64url')[0] === 0) return privateKey;
  }
}

test('a point that begins with a zero byte is written whole', () => {
  const { publicKey, privateKey } = ed25519InOpenSshForm(withLeadingZero(), 'zero first');
  expect(parsePublicKey(publicKey).bits).toBe(256);
  expect(publicKey).toBe(`${readBack(privateKey)} zero first`);
  expect(publicHalf(privateKey)).toBe(readBack(privateKey));
});

// A generator that loses the zero damages one pair of 256: 1,500 without any are no luck (0.3 %).
test('no pair of many is damaged', async () => {
  for (let made = 0; made < 1500; made += 1) {
    const { publicKey, privateKey } = await createKeyPair('ed25519', 'a');
    expect(publicKey.startsWith(publicHalf(privateKey) ?? 'none')).toBe(true);
    parsePublicKey(publicKey);
  }
});

test('comments of any length are padded as OpenSSH pads them', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  for (let length = 0; length < 9; length += 1) {
    const pair = ed25519InOpenSshForm(privateKey, 'c'.repeat(length));
    expect(readBack(pair.privateKey)).toBe(publicHalf(pair.privateKey));
  }
});

test('what is no private key has no public half', () => {
  expect(publicHalf('nonsense')).toBeUndefined();
});
