import { z } from 'zod';

/** An id: 24 lower-case hex digits, time-ordered (the first four bytes are seconds). */
export const objectId = z.string().regex(/^[0-9a-f]{24}$/, 'must be 24 lower-case hex digits');

/** RFC 3339 in UTC, whole seconds: `2017-09-15T03:07:36Z`. */
export const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

/** What the original answers for a time that was never set. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** What a write-only secret shows when it is set; sent back, it keeps the stored one. */
export const SECRET_MASK = '******';

const WHOLE_NUMBER = 'must be a whole number, 0 or more';

/** Each use gets a schema of its own: one that is shared would be left out of the OpenAPI file. */
function wholeNumber() {
  const given = z
    .string()
    .regex(/^\d{1,9}$/, WHOLE_NUMBER)
    .transform(Number);
  return z.union([z.literal('').transform(() => 0), given], WHOLE_NUMBER).optional();
}

/** Query parameters that every list takes. An empty value counts as absent, as in the original. */
export const listQuery = z.object({
  count: z.enum(['true', 'false', '']).optional(),
  skip: wholeNumber(),
  limit: wholeNumber(),
  sort: z.string().max(200).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** The times of a record, in seconds. @param date default now */
export function toTimestamp(date: Date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
