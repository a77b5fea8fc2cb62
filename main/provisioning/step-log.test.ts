import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../store/fixtures.testing.ts';
import { boundedLog, redactor } from './step-log.ts';

function bounded() {
  const lines: string[] = [];
  return { lines, log: boundedLog((line) => lines.push(line)) };
}

test('a text is kept line by line, empty ones left out', () => {
  const { lines, log } = bounded();
  log('one\n\n  \ntwo\r\nthree\rfour');
  expect(lines).toEqual(['one', 'two', 'three', 'four']);
});

test('too many lines and too long ones are cut, and the cut is told once', () => {
  const { lines, log } = bounded();
  log('x'.repeat(100_000));
  expect(lines[0]?.length).toBeLessThan(2100);
  for (let i = 0; i < 50; i += 1) log('line\n'.repeat(100));
  expect(lines).toHaveLength(2000);
  expect(lines.filter((line) => line.includes('not kept'))).toEqual([lines.at(-1)]);
});

test('no line of a key is left, in whichever way it is printed', () => {
  const path = join(tempFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  const key = readFileSync(path, 'utf8');
  const redact = redactor([key]);
  const inner = key.split('\n').slice(1, -2);
  const printed = [
    key,
    key.replaceAll('\n', '\r\n'),
    JSON.stringify(key),
    `> ${inner.join('\n> ')}`,
  ];
  for (const text of [...printed, ...inner]) {
    const clean = redact(`before ${text} after`);
    expect(clean).toMatch(/^before .*\*{6}.* after$/s);
    expect(inner.filter((line) => clean.includes(line))).toEqual([]);
  }
});

test('a secret that holds another one goes as a whole', () => {
  const redact = redactor(['hunter', 'hunter2secret']);
  expect(redact('it is hunter2secret, not hunter')).toBe('it is ******, not ******');
});

test('text without secrets stays, and what is too short to be one takes nothing out', () => {
  expect(redactor(['', ' ', 'a', 'ok'])('a log is ok')).toBe('a log is ok');
  expect(redactor([])('as it was')).toBe('as it was');
  expect(redactor(['$&.*'])('a $&.* b')).toBe('a ****** b');
});
