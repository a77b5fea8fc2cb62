import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forAnyShell, quote } from './shell.ts';

const hostile = [
  '',
  ' ',
  '-n',
  "'",
  "'; rm -rf /; '",
  '"$(id)"',
  '`id`',
  '$HOME ${IFS} $$',
  'a\nb\n',
  '\\',
  '\\\\n%s%%',
  '*?[a]~',
  '!history',
  '# comment',
  'tab\there & there | there > there < ;',
  'äöü 中文 🐳',
  '\u0001\u001b[31m\u007f',
];

/** What a real shell makes of the words: each is printed with a NUL behind it. */
function shellReads(words: readonly string[]): string[] {
  const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
  const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

test('a real shell reads hostile words as they are', () => {
  expect(shellReads(hostile)).toEqual(hostile);
});

test('words stay words when they are quoted twice, for a shell behind a shell', () => {
  const inner = `printf '%s\\0' ${hostile.map(quote).join(' ')}`;
  const printed = execFileSync('sh', ['-c', `exec sh -c ${quote(inner)}`], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(hostile);
});

const word = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '(', ')', ';', 'a') }),
  )
  .filter((text) => !text.includes('\0'));

test('a real shell reads any words as they are', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      expect(shellReads(words)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

const LOGIN_SHELLS = ['sh', 'dash', 'bash', 'zsh', 'fish', 'tcsh'];

test('a line for any login shell has nothing in it that shells read differently', () => {
  const line = forAnyShell(`printf '%s' ${hostile.map(quote).join(' ')}`);
  expect(line).toMatch(/^exec sh -c 'eval "\$\(echo [A-Za-z0-9+/=]+\|base64 -d\)"'$/);
});

test.for(LOGIN_SHELLS)('%s reads hostile words as they are', (shell, { skip }) => {
  if (spawnSync(shell, ['-c', 'exit 0']).status !== 0) skip(`no ${shell} on this machine`);
  const script = `printf '%s\\0' ${hostile.map(quote).join(' ')}`;
  const printed = execFileSync(shell, ['-c', forAnyShell(script)], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(hostile);
});

test('what is sent after the line is read by the command, not by the shell', () => {
  const line = forAnyShell('cat');
  expect(execFileSync('sh', ['-c', line], { input: 'a\n$b', encoding: 'utf8' })).toBe('a\n$b');
});

test('a NUL byte, which no program can be given, is refused', () => {
  expect(() => quote('a\0b')).toThrow(RangeError);
});
