import { z } from 'zod';

const ONE_LINE = /^\P{Cc}*$/u;

/** A text of one line: no line breaks, no NUL, no other control characters. */
export function oneLine(max: number) {
  return z.string().trim().max(max).regex(ONE_LINE, 'must be one line without control characters');
}

/** The name of a key, registry or provider: the same rule where it is made and where it is asked about. */
export function recordName() {
  return oneLine(64).min(1, 'must not be empty');
}
