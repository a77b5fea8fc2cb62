/** One word for a POSIX shell, whatever it holds. NUL cannot be passed to a program: RangeError. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a shell word cannot hold a NUL byte');
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
