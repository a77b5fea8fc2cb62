import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, tempFolder } from '../store/fixtures.testing.ts';
import { fingerprintOf } from '../remote/host-keys.ts';
import { hostKeyCheck } from './host-key-pins.ts';

const FIRST = `SHA256:${'a'.repeat(43)}`;
const SECOND = `SHA256:${'b'.repeat(43)}`;

function world() {
  const { db, hostKeys: store } = openStore();
  const login = (hostKey?: string) => ({ host: '10.0.0.1', port: 22, user: 'root', hostKey });
  const vouchedBy = () => db.prepare('SELECT pinned_by FROM host_keys').pluck().all();
  return { store, login, vouchedBy, stored: () => store.find('10.0.0.1', 22) };
}

test('the fingerprint is what ssh-keygen prints', () => {
  const path = join(tempFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  const raw = Buffer.from(readFileSync(`${path}.pub`, 'utf8').split(' ')[1] ?? '', 'base64');
  const printed = execFileSync('ssh-keygen', ['-lf', path], { encoding: 'utf8' });
  expect(printed).toContain(fingerprintOf(raw));
});

test('accept-new keeps the first key and refuses another one with both fingerprints', () => {
  const { store, login, stored, vouchedBy } = world();
  const check = hostKeyCheck(store, 'accept-new');
  expect(check(login(), FIRST)).toBe(true);
  expect([stored(), vouchedBy()]).toEqual([FIRST, ['first-use']]);
  expect(check(login(), FIRST)).toBe(true);
  const refused = check(login(), SECOND);
  expect(refused).toMatchObject({ problem: { code: 'HOST_KEY_CHANGED', host: '10.0.0.1' } });
  expect(refused).toHaveProperty('message', expect.stringContaining(FIRST));
  expect(refused).toHaveProperty('message', expect.stringContaining(SECOND));
  expect(stored()).toBe(FIRST);
});

test('policy pin takes no key that nobody vouched for, and tells its fingerprint', () => {
  const { store, login, stored } = world();
  const check = hostKeyCheck(store, 'pin');
  const refused = check(login(), FIRST);
  expect(refused).toMatchObject({ problem: { code: 'HOST_KEY_UNKNOWN' } });
  expect(refused).toHaveProperty('message', expect.stringContaining(FIRST));
  expect(stored()).toBeUndefined();
  expect(check(login(FIRST), FIRST)).toBe(true);
  expect(check(login(), FIRST)).toBe(true);
  expect(check(login(), SECOND)).toMatchObject({ problem: { code: 'HOST_KEY_CHANGED' } });
});

test("the operator's own pin decides, and replaces the stored one", () => {
  const { store, login, stored, vouchedBy } = world();
  const check = hostKeyCheck(store, 'accept-new');
  check(login(), FIRST);
  // the stored key is not enough where the operator says another one
  expect(check(login(SECOND), FIRST)).toMatchObject({ problem: { code: 'HOST_KEY_CHANGED' } });
  expect(stored()).toBe(FIRST);
  expect(check(login(SECOND), SECOND)).toBe(true);
  expect([stored(), vouchedBy()]).toEqual([SECOND, ['operator']]);
});

test('a pin counts with the padding of base64 as well', () => {
  const { store, login, stored } = world();
  expect(hostKeyCheck(store, 'pin')(login(`${FIRST}=`), FIRST)).toBe(true);
  expect(stored()).toBe(FIRST);
});

test('a look pins nothing, and a key is known for one address and port', () => {
  const { store, login, stored } = world();
  expect(hostKeyCheck(store, 'accept-new', false)(login(), FIRST)).toBe(true);
  expect(hostKeyCheck(store, 'accept-new', false)(login(FIRST), FIRST)).toBe(true);
  expect(stored()).toBeUndefined();
  hostKeyCheck(store, 'accept-new')(login(), FIRST);
  expect(hostKeyCheck(store, 'accept-new')({ ...login(), port: 2222 }, SECOND)).toBe(true);
  expect(stored()).toBe(FIRST);
});
