import forge from 'node-forge';
import { beforeAll, expect, test } from 'vitest';
import { caFault } from './ca-text.ts';

const YEAR = 365 * 86_400_000;
let keys: forge.pki.rsa.KeyPair;
beforeAll(() => {
  keys = forge.pki.rsa.generateKeyPair(1024);
});

function certificate(isCa: boolean, from: number, to: number): string {
  const cert = forge.pki.createCertificate();
  cert.publicKey = keys.publicKey;
  cert.serialNumber = '01';
  cert.validity.notBefore = new Date(from);
  cert.validity.notAfter = new Date(to);
  cert.setSubject([{ name: 'commonName', value: 'office registry' }]);
  cert.setIssuer([{ name: 'commonName', value: 'office registry' }]);
  cert.setExtensions([{ name: 'basicConstraints', cA: isCa }]);
  cert.sign(keys.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(cert);
}

const now = Date.now();
const good = () => certificate(true, now - YEAR, now + YEAR);

test('a valid CA passes, also several in one text', () => {
  expect(caFault(good())).toBeUndefined();
  expect(caFault(`# our CAs\n${good()}\n${good()}`)).toBeUndefined();
});

test.each([
  ['no certificate', () => 'nonsense', 'must be a certificate in PEM'],
  ['a damaged one', () => good().replace(/MII.{20}/, 'MIIAAAA'), 'cannot be read'],
  ["a server's", () => certificate(false, now - YEAR, now + YEAR), "not a CA's"],
  ['an expired one', () => certificate(true, now - 2 * YEAR, now - YEAR), 'expired on'],
  ['one of the future', () => certificate(true, now + YEAR, now + 2 * YEAR), 'not valid before'],
  ['a bad one behind a good one', () => good() + certificate(false, now, now + YEAR), "not a CA's"],
])('%s is refused with the reason', (_, text, reason) => {
  expect(caFault(text())).toContain(reason);
});
