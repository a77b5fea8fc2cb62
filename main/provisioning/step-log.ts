const LINES_PER_STEP = 2000;
const LINE_LENGTH = 2000;
const HIDDEN = '******';
/** A secret shorter than this would blot out half of the log, and is none. */
const SHORTEST_SECRET = 4;

/** Takes known secrets out of text, longest first so that none is left in part. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split('\n')]);
  const sorted = [...new Set(parts.map((part) => part.trim()))]
    .filter((part) => part.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
  return (text) => sorted.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
}

/** A step's log with bounds: what is too long or too much is cut, and the cut is told once. */
export function boundedLog(write: (line: string) => void): (text: string) => void {
  let lines = 0;
  return (text) => {
    for (const line of text.split(/\r\n|\n|\r/)) {
      if (line.trim() === '') continue;
      lines += 1;
      if (lines === LINES_PER_STEP) write('… further lines of this step are not kept');
      if (lines >= LINES_PER_STEP) continue;
      write(line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line);
    }
  };
}
