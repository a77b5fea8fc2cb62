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

/**
 * A number of a query: digits over HTTP, a number from the page. An empty value counts as absent,
 * as in the 2017 system. `jsonSchema` is what the OpenAPI document says of it.
 */
export function wholeNumber(description: string, maximum = 999_999_999) {
  const digits = z
    .string()
    .regex(/^\d{1,9}$/, WHOLE_NUMBER)
    .transform(Number);
  const given = z.union([z.number(), digits]).pipe(z.int().min(0).max(maximum));
  return z
    .union([z.literal('').transform(() => 0), given], WHOLE_NUMBER)
    .optional()
    .meta({ description, jsonSchema: { type: 'integer', minimum: 0, maximum } });
}

/** Yes or no in a query: `true` and `false` over HTTP, a boolean from the page; empty: no. */
export function flag(description: string) {
  return z
    .union([z.boolean(), z.enum(['true', 'false', '']).transform((text) => text === 'true')])
    .optional()
    .meta({ description, jsonSchema: { type: 'boolean' } });
}

/** Query parameters that every list takes. */
export const listQuery = z.object({
  count: flag('Answer how many match in all, in `count` and X-Object-Count.'),
  skip: wholeNumber('How many of the matching records to leave out at the beginning.'),
  limit: wholeNumber('How many records to answer at most; 0 or absent: all.'),
  sort: z
    .string()
    .max(200)
    .optional()
    .describe('Names of fields, `-` in front for descending, separated by commas.'),
});
export type ListQuery = z.infer<typeof listQuery>;

/** The times of a record, in seconds. @param date default now */
export function toTimestamp(date: Date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
