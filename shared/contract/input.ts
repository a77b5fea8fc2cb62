import type { z } from 'zod';
import { toFieldErrors } from './answer.ts';
import type { Call } from './call.ts';
import { ControlPlaneError, errorTable, type ErrorCode, type FieldError } from './errors.ts';

/** Where the fields of an input come from; the page gives one object for all three. */
export interface InputParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const PARTS = ['params', 'query', 'body'] as const;

/**
 * The error of refused fields. One kind of fault keeps its own code, such as E52000 for a missing
 * name; several kinds together are E12002, each with its code in the details.
 */
export function inputError(details: FieldError[]): ControlPlaneError {
  const codes = new Set(details.map((detail): ErrorCode => detail.code ?? 'E12002'));
  const [only] = codes;
  const code = codes.size === 1 && only !== undefined ? only : 'E12002';
  const words = details.map(({ field, message }) =>
    field === '.' ? message : `${field}: ${message}`,
  );
  return new ControlPlaneError(code, `${errorTable[code].title}: ${words.join('; ')}`, { details });
}

/**
 * Names of fields that must be sent although their schema has a value for their absence: a rule of
 * the service judges it, with a code of its own, when everything else is well-formed.
 */
export function judgedLater(schema: z.ZodObject): string[] {
  return Object.entries<z.ZodType>(schema.shape).flatMap(([name, field]) =>
    field.meta()?.['isRequired'] === true ? [name] : [],
  );
}

function fieldErrors(
  schema: z.ZodObject,
  sent: unknown,
  error: z.ZodError,
  codes: Call['fieldCodes'] = {},
): FieldError[] {
  const has = (name: string) =>
    typeof sent !== 'object' ||
    sent === null ||
    (sent as Record<string, unknown>)[name] !== undefined;
  const absent = judgedLater(schema)
    .filter((name) => !has(name))
    .map((field) => ({ field, message: 'is required' }));
  return [...absent, ...toFieldErrors(error.issues)].map((detail) => {
    const code = codes[detail.field];
    return code === undefined ? detail : { ...detail, code };
  });
}

/**
 * The input of a call as its handler gets it: one object of the fields of all parts.
 * @throws ControlPlaneError with every fault of every part
 */
export function parseInput(call: Call, parts: InputParts): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const faults: FieldError[] = [];
  for (const part of PARTS) {
    const schema = call[part];
    if (!schema) continue;
    // what is not sent at all lacks every field, and each of them is told
    const parsed = schema.safeParse(parts[part] ?? {});
    if (parsed.success) Object.assign(input, parsed.data);
    else faults.push(...fieldErrors(schema, parts[part] ?? {}, parsed.error, call.fieldCodes));
  }
  if (faults.length > 0) throw inputError(faults);
  return input;
}
