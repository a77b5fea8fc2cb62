/** One word for a POSIX shell, whatever it holds. NUL cannot be passed to a program: RangeError. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a shell word cannot hold a NUL byte');
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A line that every login shell reads alike (POSIX shells, fish, csh): it has nothing in it that any
 * of them takes for more than a letter, so that quoting is left to the sh that it starts.
 */
export function forAnyShell(line: string): string {
  const encoded = Buffer.from(line).toString('base64');
  return `exec sh -c 'eval "$(echo ${encoded}|base64 -d)"'`;
}
