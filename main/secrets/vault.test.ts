import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../store/fixtures.testing.ts';
import { openVault, SecretUnreadableError } from './vault.ts';

const key = randomBytes(32);
const SECRET = 'correct horse battery staple, ümlaut 密码';

function world() {
  const { db, file, secrets } = openStore();
  return { db, file, secrets, vault: openVault(secrets, key) };
}

test('a secret comes back, is replaced, and is gone after it was removed', () => {
  const { vault } = world();
  expect(vault.get('a', 'login')).toBeUndefined();
  vault.put('a', 'login', SECRET);
  expect(vault.get('a', 'login')).toBe(SECRET);
  vault.put('a', 'login', '');
  expect(vault.get('a', 'login')).toBe('');
  vault.put('a', 'other', 'x');
  vault.put('b', 'login', 'y');
  vault.remove('a', 'login');
  expect([vault.has('a', 'login'), vault.has('a', 'other')]).toEqual([false, true]);
  vault.remove('a');
  expect([vault.has('a', 'other'), vault.has('b', 'login')]).toEqual([false, true]);
});

test('the file never holds it in clear, and one secret is never encrypted twice alike', () => {
  const { db, file, vault } = world();
  vault.put('a', 'login', SECRET);
  const boxes = () => db.prepare('SELECT nonce, box FROM secrets').raw().get() as Buffer[];
  const [nonce, box] = boxes();
  vault.put('a', 'login', SECRET);
  const [laterNonce, laterBox] = boxes();
  expect(laterNonce?.equals(nonce ?? Buffer.alloc(0))).toBe(false);
  expect(laterBox?.equals(box ?? Buffer.alloc(0))).toBe(false);
  const stored = [file, `${file}-wal`].map((path) => readFileSync(path, 'utf8')).join('');
  for (const part of ['horse battery', '密码']) expect(stored).not.toContain(part);
});

test('a row that was moved to another owner or purpose does not open there', () => {
  const { db, vault } = world();
  for (const [change, owner, purpose] of [
    [`owner = 'b'`, 'b', 'login'],
    [`purpose = 'other'`, 'a', 'other'],
    // the border between the two is part of what is sealed
    [`owner = 'al', purpose = 'ogin'`, 'al', 'ogin'],
  ] as const) {
    vault.put('a', 'login', SECRET);
    db.exec(`UPDATE secrets SET ${change}`);
    expect(() => vault.get(owner, purpose)).toThrow(SecretUnreadableError);
    db.exec('DELETE FROM secrets');
  }
});

test('another key, a changed or a cut row open nothing, and the error tells no secret', () => {
  const { db, vault, secrets } = world();
  vault.put('a', 'login', SECRET);
  expect(() => openVault(secrets, randomBytes(32)).get('a', 'login')).toThrow(
    SecretUnreadableError,
  );
  const box = db.prepare('SELECT box FROM secrets').pluck().get() as Buffer;
  const put = (bytes: Buffer) => db.prepare('UPDATE secrets SET box = ?').run(bytes);
  const changed = Buffer.from(box);
  changed.writeUInt8(changed.readUInt8(3) ^ 1, 3);
  for (const bytes of [changed, box.subarray(0, -1), box.subarray(0, 10), Buffer.alloc(0)]) {
    put(bytes);
    expect(() => vault.get('a', 'login')).toThrow(SecretUnreadableError);
    expect(() => vault.get('a', 'login')).toThrow(/"login" of a does not open/);
  }
  put(box);
  expect(vault.get('a', 'login')).toBe(SECRET);
});
