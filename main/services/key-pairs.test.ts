import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeyPair, publicHalf } from './key-pairs.ts';
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

// One pair of 256 that ssh2 makes is damaged: 1,500 without any are no luck (0.3 %).
test('no pair of many is damaged', async () => {
  for (let made = 0; made < 1500; made += 1) {
    const { publicKey, privateKey } = await createKeyPair('ed25519', 'a');
    expect(publicKey.startsWith(publicHalf(privateKey) ?? 'none')).toBe(true);
    parsePublicKey(publicKey);
  }
});

test('what is no private key has no public half', () => {
  expect(publicHalf('nonsense')).toBeUndefined();
});
