import { z } from 'zod';
import { errorCodes, fieldError, type FieldError, type Problem } from './errors.ts';

/** How the HTTP API shows an error: the 2017 system's two fields, and what else is known. */
export const errorAnswer = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.enum(errorCodes),
      errormsg: z.string(),
      title: z.string(),
      fix: z.string(),
      docs: z.string(),
      host: z.string().optional(),
      step: z.string().optional(),
      cause: z.string().optional(),
      details: z.array(fieldError).optional(),
    }),
  })
  .meta({ id: 'ErrorAnswer' });
export type ErrorAnswer = z.infer<typeof errorAnswer>;

/** The envelope of a Problem, its fields in one order whoever made it. */
export function toErrorAnswer({ code, message, title, fix, docs, ...rest }: Problem): ErrorAnswer {
  return { success: false, error: { code, errormsg: message, title, fix, docs, ...rest } };
}

/** What an issue of zod and one of Fastify's validation have in common. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Issues of a schema as field errors: `masterNodes.0.ip`, or `.` where the whole is meant. */
export function toFieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.map(({ path, message }) => ({
    field: path.length > 0 ? path.map(String).join('.') : '.',
    message,
  }));
}
