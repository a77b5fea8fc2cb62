import { z } from 'zod';
import { errorCodes, fieldError, type FieldError, type Problem } from './errors.ts';

/** How the HTTP API shows an error: the 2017 system's two fields, and what else is known. */
export const errorAnswer = z
  .object({
    success: z.literal(false).describe('It was refused or failed.'),
    error: z
      .object({
        code: z.enum(errorCodes).describe('One of a closed list.'),
        errormsg: z.string().describe('What happened.'),
        title: z.string().describe('The code in words.'),
        fix: z.string().describe('What to do.'),
        docs: z.string().describe('A page below docs/.'),
        host: z.string().optional().describe('The address of the host where it happened.'),
        step: z.string().optional().describe('The phase in which it happened.'),
        cause: z.string().optional().describe('The words of the program that failed.'),
        details: z.array(fieldError).optional().describe('Every field that was refused.'),
      })
      .describe('What happened.'),
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
