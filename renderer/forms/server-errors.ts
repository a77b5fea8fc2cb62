import type { ErrorCode, Problem } from '../../shared/contract/errors.ts';

/** Errors that are about one field even when the answer lists no fields. */
const fieldOfCode: Partial<Record<ErrorCode, string>> = {
  E50003: 'name',
  E50011: 'name',
  E50012: 'stack',
};

export interface PlacedErrors {
  /** message by the form's path */
  byPath: Record<string, string>;
  /** what no field can show */
  rest: string[];
}

export const noServerErrors: PlacedErrors = { byPath: {}, rest: [] };

/**
 * Puts the details of a refused request at their fields.
 * @param pathOf the form's path of a field of the request, or null where it shows none
 * @returns null when the refusal names no field
 */
export function placeErrors(
  problem: Problem,
  pathOf: (field: string) => string | null,
): PlacedErrors | null {
  const own = fieldOfCode[problem.code];
  const details = problem.details ?? (own ? [{ field: own, message: problem.message }] : undefined);
  if (!details || details.length === 0) return null;
  const placed: PlacedErrors = { byPath: {}, rest: [] };
  for (const { field, message } of details) {
    const path = pathOf(field);
    if (path) placed.byPath[path] ??= message;
    else placed.rest.push(field === '.' ? message : `${field}: ${message}`);
  }
  return placed;
}

/** Without what was said of a field that has been changed since. */
export function withoutField(errors: PlacedErrors, path: string): PlacedErrors {
  if (!(path in errors.byPath)) return errors;
  const others = Object.entries(errors.byPath).filter(([each]) => each !== path);
  return { ...errors, byPath: Object.fromEntries(others) };
}
