import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLegacy, encodeLegacy, readings } from './legacy-encoding.ts';

test('the examples of the 2017 document', () => {
  expect(decodeLegacy('xGFcxgyYx7Q=')).toBe('password');
  expect(encodeLegacy('password')).toBe('xGFcxgyYx7Q=');
  expect(decodeLegacy('yA==')).toBe('t');
  expect(encodeLegacy('t')).toBe('yA==');
});

function range(first: string, last: string): string[] {
  const [from = 0, to = 0] = [first, last].map((symbol) => symbol.charCodeAt(0));
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));
}

test('the alphabet in order is A-T, p-z, 0-9, +, /, U-Z, a-o', () => {
  const letters = [...range('A', 'Z'), ...range('a', 'z'), ...range('0', '9'), '+', '/'];
  const permuted = [
    ...range('A', 'T'),
    ...range('p', 'z'),
    ...range('0', '9'),
    '+',
    '/',
    ...range('U', 'Z'),
    ...range('a', 'o'),
  ];
  const text = Array.from({ length: 8000 }, (_, index) => String.fromCodePoint(index + 1)).join('');
  const plain = Buffer.from(text).toString('base64').replaceAll('=', '');
  expect(new Set(plain).size).toBe(64);
  const expected = Array.from(plain, (symbol) => permuted[letters.indexOf(symbol)]).join('');
  expect(encodeLegacy(text).replaceAll('=', '')).toBe(expected);
});

test('what was encoded is decoded to itself, and is among the readings', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(decodeLegacy(encodeLegacy(text))).toBe(text);
      expect(readings(encodeLegacy(text))).toContain(text);
      expect(readings(Buffer.from(text).toString('base64'))).toContain(text);
    }),
  );
});

test('text that is no base64 has one reading, itself', () => {
  for (const text of ['', 'with spaces and ümlauts', '-----BEGIN', 'a=b']) {
    expect(decodeLegacy(text)).toBeUndefined();
    expect(readings(text)).toEqual([text]);
  }
});

test('line breaks in encoded text do not matter', () => {
  expect(readings('xGFc\nxgyY\r\nx7Q=\n')).toContain('password');
});
