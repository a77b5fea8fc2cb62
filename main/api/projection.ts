import { z } from 'zod';

/** Copies the part of a value that a schema knows. */
export type Projection = (value: unknown) => unknown;

function ofObject(shape: z.core.$ZodShape): Projection {
  const fields = Object.entries(shape).map(([key, schema]) => ({
    key,
    project: projectionOf(schema),
  }));
  return (value) => {
    const known: Record<string, unknown> = {};
    for (const { key, project } of fields) {
      const field = (value as Record<string, unknown>)[key];
      if (field !== undefined) known[key] = project ? project(field) : field;
    }
    return known;
  };
}

/** Of a discriminated union: by the value that tells its members apart. */
function ofUnion({ def }: z.core.$ZodDiscriminatedUnion['_zod']): Projection {
  const byValue = new Map<unknown, Projection | undefined>();
  for (const option of def.options) {
    const values = option._zod.propValues?.[def.discriminator] ?? new Set();
    for (const value of values) byValue.set(value, projectionOf(option));
  }
  return (value) => {
    const project = byValue.get((value as Record<string, unknown>)[def.discriminator]);
    return project ? project(value) : value;
  };
}

/**
 * Takes off whatever an answer's schema does not know, as parsing would, but without checking
 * again what the services have built, which would double the cost of an answer. That services keep
 * to the schemas is checked by their types and, with every answer of the contract tests, by the
 * schemas.
 * @returns undefined where the schema is about no object: the value can be taken as it is
 */
export function projectionOf(schema: z.core.$ZodType): Projection | undefined {
  if (schema instanceof z.ZodObject) return ofObject(schema.shape);
  if (schema instanceof z.ZodDiscriminatedUnion) return ofUnion(schema._zod);
  if (schema instanceof z.ZodArray) {
    const project = projectionOf(schema.element);
    return project && ((value) => (value as unknown[]).map(project));
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    const project = projectionOf(schema.unwrap());
    return project && ((value) => (value === null || value === undefined ? value : project(value)));
  }
  return undefined;
}
