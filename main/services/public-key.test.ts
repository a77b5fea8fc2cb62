import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePublicKey, PublicKeyError } from './public-key.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterdesk-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A key made by ssh-keygen, and what ssh-keygen says of it. */
function realKey(type: string, bits: number): { text: string; fingerprint: string } {
  const file = join(mkdtempSync(join(folder, 'key-')), 'key');
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    '-b',
    String(bits),
    '-N',
    '',
    '-C',
    'a b',
    '-f',
    file,
  ]);
  const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', file]).toString().split(' ');
  return { text: readFileSync(`${file}.pub`, 'utf8'), fingerprint };
}

test.each([
  ['ed25519', 256, 'ssh-ed25519'],
  ['rsa', 2048, 'ssh-rsa'],
  ['rsa', 3072, 'ssh-rsa'],
  ['ecdsa', 256, 'ecdsa-sha2-nistp256'],
  ['ecdsa', 384, 'ecdsa-sha2-nistp384'],
  ['ecdsa', 521, 'ecdsa-sha2-nistp521'],
])('reads what ssh-keygen makes of %s %i', (type, bits, algorithm) => {
  const { text, fingerprint } = realKey(type, bits);
  expect(parsePublicKey(text)).toEqual({ text: text.trim(), algorithm, bits, fingerprint });
});

const ED25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIJK1tS8Ygm8sCzsDpZPQFBYjIDzKpM8YEXm7sHNyUFqk';

test('reads keys of security tokens', () => {
  const algorithm = 'sk-ssh-ed25519@openssh.com';
  const field = (data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, data]);
  };
  const blob = Buffer.concat(
    [Buffer.from(algorithm), Buffer.from(ED25519, 'base64').subarray(-32), Buffer.from('ssh:')].map(
      field,
    ),
  );
  const facts = parsePublicKey(`${algorithm} ${blob.toString('base64')}`);
  expect(facts).toMatchObject({ algorithm, bits: 256 });
});

test.each([
  ['hhghghghghghg', 'must begin with an algorithm'],
  ['', 'must begin with an algorithm'],
  ['ssh-ed25519', 'not base64'],
  ['ssh-ed25519 !!!!', 'not base64'],
  [`ssh-rsa ${ED25519}`, 'another algorithm'],
  [`ssh-ed25519 ${ED25519.slice(0, -8)}`, 'cut short'],
  [`ssh-ed25519 ${ED25519}\nssh-ed25519 ${ED25519}`, 'one line'],
  [`ssh-ed25519 ${ED25519} a\u0000b`, 'control characters'],
  [`command="reboot" ssh-ed25519 ${ED25519}`, 'without options'],
  ['ssh-dss AAAAB3NzaC1kc3M=', 'DSA'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'private key'],
  ['---- BEGIN SSH2 PUBLIC KEY ----', 'not OpenSSH form'],
  ['__proto__ AAAA', 'must begin with an algorithm'],
])('refuses %j by name', (text, reason) => {
  expect(() => parsePublicKey(text)).toThrow(reason);
});

test('refuses a point that is not on its curve', () => {
  const { text } = realKey('ecdsa', 256);
  const [algorithm = '', data = ''] = text.split(' ');
  const blob = Buffer.from(data, 'base64');
  blob[blob.length - 1] = (blob.at(-1) ?? 0) ^ 1;
  expect(() => parsePublicKey(`${algorithm} ${blob.toString('base64')}`)).toThrow('no key of this');
});

test('refuses anything else with a PublicKeyError, never another error', () => {
  const almost = fc
    .tuple(fc.constantFrom('ssh-rsa', 'ssh-ed25519', 'ecdsa-sha2-nistp256'), fc.base64String())
    .map((parts) => parts.join(' '));
  fc.assert(
    fc.property(fc.oneof(fc.string(), almost), (text) => {
      expect(() => parsePublicKey(text)).toThrow(PublicKeyError);
    }),
  );
});
