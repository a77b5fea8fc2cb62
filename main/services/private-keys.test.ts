import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { encodeLegacy } from '../secrets/legacy-encoding.ts';
import { tempFolder } from '../store/fixtures.testing.ts';
import { readPrivateKey } from './private-keys.ts';

const PASSPHRASE = 'open sesame 密码';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = (type: 'pkcs1' | 'pkcs8', passphrase?: string) => {
  const locked = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return rsa.privateKey.export({ format: 'pem', type, ...locked }).toString();
};
const publicRsa = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();

/** A key as ssh-keygen writes it, with its public half. */
function sshKeygen(type: string, passphrase = ''): { key: string; pub: string } {
  const path = join(tempFolder(), 'key');
  const fast = ['-a', '1', ...(type === 'rsa' ? ['-b', '2048'] : [])];
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, ...fast, '-C', 'x', '-f', path]);
  return { key: readFileSync(path, 'utf8'), pub: readFileSync(`${path}.pub`, 'utf8') };
}

/** The public half of what was read, as ssh would offer it: it opens and is the right key. */
function opens(text: string, passphrase?: string): string {
  const reading = readPrivateKey(text, passphrase);
  if ('fault' in reading) throw new Error(reading.fault);
  const parsed = ssh2.utils.parseKey(reading.key, passphrase);
  if (parsed instanceof Error) throw parsed;
  const key = Array.isArray(parsed) ? (parsed as ssh2.ParsedKey[])[0] : parsed;
  return key?.getPublicSSH().toString('base64') ?? '';
}

const faultOf = (text: string, passphrase?: string) => {
  const reading = readPrivateKey(text, passphrase);
  return 'fault' in reading ? reading.fault : undefined;
};

test('RSA opens as PKCS#1 and PKCS#8, with line ends of any system', () => {
  const wanted = opens(pem('pkcs1'));
  expect(wanted).toMatch(/^AAAAB3NzaC1yc2E/);
  for (const text of [pem('pkcs8'), pem('pkcs1').replaceAll('\n', '\r\n'), `\n  ${pem('pkcs1')}`]) {
    expect(opens(text)).toBe(wanted);
  }
});

test('what ssh-keygen writes opens: ed25519, ECDSA, RSA, with and without a passphrase', () => {
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    for (const passphrase of ['', PASSPHRASE]) {
      const { key, pub } = sshKeygen(type, passphrase);
      expect(opens(key, passphrase || undefined)).toBe(pub.split(' ')[1]);
    }
  }
});

test('ECDSA opens as SEC1 and as PKCS#8', () => {
  const sec1 = ec.privateKey.export({ format: 'pem', type: 'sec1' }).toString();
  const pkcs8 = ec.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  expect(opens(pkcs8)).toBe(opens(sec1));
});

test('base64 of a key opens, plain and in the permuted form of the 2017 system', () => {
  const wanted = opens(pem('pkcs1'));
  const plain = Buffer.from(pem('pkcs1')).toString('base64');
  const wrapped = plain.replace(/.{76}/g, '$&\n');
  for (const text of [plain, wrapped, encodeLegacy(pem('pkcs1')), encodeLegacy(pem('pkcs8'))]) {
    expect(opens(text)).toBe(wanted);
  }
  const { key, pub } = sshKeygen('ed25519');
  expect(opens(encodeLegacy(key))).toBe(pub.split(' ')[1]);
});

test('an encrypted key opens with its passphrase alone, and says which one is missing', () => {
  const openssh = sshKeygen('ed25519', PASSPHRASE).key;
  for (const key of [pem('pkcs1', PASSPHRASE), pem('pkcs8', PASSPHRASE), openssh]) {
    for (const text of [key, encodeLegacy(key)]) {
      expect(opens(text, PASSPHRASE)).not.toBe('');
      expect(faultOf(text)).toBe('is encrypted: give its passphrase');
      expect(faultOf(text, '')).toBe('is encrypted: give its passphrase');
      expect(faultOf(text, 'wrong')).toBe('does not open with the passphrase');
    }
  }
});

test('a key that needs no passphrase opens with one as well', () => {
  expect(opens(pem('pkcs8'), 'superfluous')).toBe(opens(pem('pkcs1')));
});

test('a fault says what is wrong and holds nothing of what was given', () => {
  const body = pem('pkcs1').split('\n').slice(1, 4);
  const cut = pem('pkcs1').split('\n').toSpliced(5, 4).join('\n');
  const ed448 = generateKeyPairSync('ed448').privateKey.export({ format: 'pem', type: 'pkcs8' });
  const cases: [string, RegExp][] = [
    ['', /no private key/],
    ['hunter2 is no key', /no private key/],
    [Buffer.from('hunter2 is no key').toString('base64'), /no private key/],
    [body.join(''), /no private key/],
    [cut, /damaged/],
    [encodeLegacy(cut), /damaged/],
    [ed448.toString(), /not supported/],
    [publicRsa, /public key/],
    [sshKeygen('ed25519').pub, /public key/],
  ];
  for (const [text, words] of cases) {
    const fault = faultOf(text) ?? 'it opened';
    expect(fault).toMatch(words);
    const parts = [...text.split('\n'), 'hunter2'].filter((part) => part.length > 6);
    expect(parts.filter((part) => fault.includes(part))).toEqual([]);
  }
});
