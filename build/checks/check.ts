import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One thing a check has to say: where, and what is wrong there. */
export interface Offence {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/**
 * The files of the repository that match, relative to its folder: committed ones and new ones that
 * git does not ignore, so that a check sees a file before it is committed.
 */
export function repositoryFiles(root: string, pattern: RegExp = /./): string[] {
  // A clone made by another user is as good to read as one's own.
  const trust = `safe.directory=${root}`;
  const listed = execFileSync(
    'git',
    ['-c', trust, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return listed
    .split('\0')
    .filter((file) => file !== '' && pattern.test(file) && existsSync(join(root, file)));
}

/** Prints what a check found, one line each, and sets the exit code: 1 where there is any. */
export function report(offences: readonly Offence[], allWell: string): void {
  for (const { file, line, message } of offences) {
    console.log(`${line === undefined ? file : `${file}:${line}`}: ${message}`);
  }
  console.log(offences.length === 0 ? allWell : `${offences.length} to mend`);
  process.exitCode = offences.length === 0 ? 0 : 1;
}
