import { z } from 'zod';
import { nodeInput } from '../../shared/contract/node.ts';
import type { FieldMessage } from '../i18n/field-text.ts';

/** A text field that may be left empty: the shared schema then sees that nothing was given. */
export function optionalText<T extends z.ZodType<unknown, string | undefined>>(schema: T) {
  return z
    .string()
    .transform((value) => (value === '' ? undefined : value))
    .pipe(schema);
}

/** A number to the API, digits here; empty means the usual one. */
export const portText = z
  .string()
  .trim()
  .refine(
    (value) => value === '' || nodeInput.shape.port.safeParse(value).success,
    'must be a port number' satisfies FieldMessage,
  );

/** Tells a form what is wrong and at which of its fields. */
export type AddIssue = (message: FieldMessage, ...path: (string | number)[]) => void;

/** Adds issues to what a zod refinement has found. */
export function issuesOf(context: z.RefinementCtx): AddIssue {
  return (message, ...path) => context.addIssue({ code: 'custom', message, path });
}
