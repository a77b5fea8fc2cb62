import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ExecOptions, ExecResult } from './exec.ts';
import { FolderHost } from './fixtures.testing.ts';

/** A host whose connection breaks in the middle of what it is sent. */
class BreakingHost extends FolderHost {
  override root(script: string, options: Omit<ExecOptions, 'as'> = {}): Promise<ExecResult> {
    const { stdin, ...rest } = options;
    return super.root(script, stdin ? { ...rest, stdin: Buffer.from(stdin).subarray(0, 5) } : rest);
  }
}

test('a file that is cut short on its way does not replace the one that is there', async () => {
  const host = new BreakingHost();
  mkdirSync(host.path('/etc'));
  writeFileSync(host.path('/etc/file'), 'before');
  const file = { content: Buffer.from('what comes after'), mode: '644', owner: '0:0' };
  await expect(host.writeFile('/etc/file', file)).rejects.toMatchObject({
    problem: { code: 'COMMAND_FAILED', cause: 'the content was cut short' },
  });
  expect(host.read('/etc/file')).toBe('before');
  expect(readdirSync(host.path('/etc'))).toEqual(['file']);
});
