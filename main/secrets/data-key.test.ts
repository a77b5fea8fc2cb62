import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../store/fixtures.testing.ts';
import { DataKeyError, dataKeyFromFile } from './data-key.ts';

const file = () => join(tempFolder(), 'master.key');

test('the key is made once, for its owner alone, and is the same ever after', () => {
  const path = file();
  const key = dataKeyFromFile(path, true);
  expect(key).toHaveLength(32);
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  const text = readFileSync(path, 'utf8');
  expect(dataKeyFromFile(path, true).equals(key)).toBe(true);
  expect(dataKeyFromFile(path, false).equals(key)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(dataKeyFromFile(file(), true).equals(key)).toBe(false);
});

test('a file that others can read is refused with the way out', () => {
  const path = file();
  dataKeyFromFile(path, true);
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(path, mode);
    expect(() => dataKeyFromFile(path, true)).toThrow(DataKeyError);
    expect(() => dataKeyFromFile(path, true)).toThrow(`chmod 600 ${path}`);
  }
  chmodSync(path, 0o400);
  expect(dataKeyFromFile(path, true)).toHaveLength(32);
});

test('what is no key is refused, and the error does not repeat it', () => {
  const path = file();
  for (const text of ['', 'hunter2 hunter2', Buffer.alloc(31).toString('base64')]) {
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => dataKeyFromFile(path, true)).toThrow(DataKeyError);
    expect(() => dataKeyFromFile(path, true)).not.toThrow(/hunter2/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
});

test('where secrets exist a missing key is never replaced by a new one', () => {
  const path = file();
  expect(() => dataKeyFromFile(path, false)).toThrow(DataKeyError);
  expect(existsSync(path)).toBe(false);
});
