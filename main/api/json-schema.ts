import { z } from 'zod';
import { judgedLater } from '../../shared/contract/input.ts';

export type Json = Record<string, unknown>;

/** The largest whole number of JavaScript, which zod writes down where nobody set a limit. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** What zod writes at the top of a schema and the document says elsewhere. */
const NOT_OURS: ReadonlySet<string> = new Set(['$schema', '$defs', 'id']);

/** \P{Cc} for validators that compile patterns without the flag u, where it is the text P{Cc}. */
const NO_CONTROL = String.raw`[^\u0000-\u001F\u007F-\u009F]`;

/** Whether white space around a text does not matter, so that the pattern must allow it. */
function isTrimmed(schema: z.core.$ZodType): boolean {
  const checks = schema instanceof z.ZodString ? (schema.def.checks ?? []) : [];
  return checks.some((check) => check._zod.def.check === 'overwrite');
}

/** A schema may say in its metadata how it is to be described: see wholeNumber and flag. */
function override({
  jsonSchema,
  zodSchema,
}: {
  jsonSchema: Json;
  zodSchema: z.core.$ZodType;
}): void {
  const required = zodSchema instanceof z.ZodObject ? judgedLater(zodSchema) : [];
  if (required.length > 0) {
    const others = (jsonSchema['required'] as string[] | undefined) ?? [];
    jsonSchema['required'] = [...new Set([...required, ...others])];
  }
  if (jsonSchema['isRequired'] === true) {
    delete jsonSchema['isRequired'];
    delete jsonSchema['default'];
  }
  const { pattern } = jsonSchema;
  if (typeof pattern === 'string') {
    const plain = pattern.replaceAll(String.raw`\P{Cc}`, NO_CONTROL);
    jsonSchema['pattern'] = isTrimmed(zodSchema)
      ? plain.replace(/^\^/, String.raw`^\s*`).replace(/\$$/, String.raw`\s*$`)
      : plain;
  }
  const { jsonSchema: given, description } = jsonSchema;
  if (typeof given === 'object') {
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    Object.assign(jsonSchema, given, description !== undefined && { description });
  }
  if (jsonSchema['maximum'] === NO_LIMIT) delete jsonSchema['maximum'];
  if (jsonSchema['minimum'] === -NO_LIMIT) delete jsonSchema['minimum'];
}

/**
 * Turns zod's schemas into those of an OpenAPI 3.1 document. Schemas that have an id are gathered
 * under it and referred to.
 */
export class SchemaCollection {
  readonly #named = new Map<string, Json>();
  readonly #known = { input: new Map<z.ZodType, Json>(), output: new Map<z.ZodType, Json>() };

  /** @param io input: what may be sent; output: what is answered */
  add(schema: z.ZodType, io: 'input' | 'output'): Json {
    const known = this.#known[io].get(schema) ?? this.#make(schema, io);
    this.#known[io].set(schema, known);
    return known;
  }

  #make(schema: z.ZodType, io: 'input' | 'output'): Json {
    const own = z.toJSONSchema(schema, { io, unrepresentable: 'any', override }) as Json;
    const { $defs = {}, id } = own as { $defs?: Record<string, Json>; id?: string };
    for (const [id, named] of Object.entries($defs)) this.#keep(id, named);
    if (id === undefined) return this.#linked(own);
    this.#keep(id, own);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** The schema alone, its references those of the document. */
  #linked(schema: Json): Json {
    const own = Object.entries(schema).filter(([key]) => !NOT_OURS.has(key));
    const text = JSON.stringify(Object.fromEntries(own)).replaceAll(
      '"#/$defs/',
      '"#/components/schemas/',
    );
    return JSON.parse(text) as Json;
  }

  /** @throws Error where one name stands for two schemas: one for requests and one for answers */
  #keep(id: string, schema: Json): void {
    const linked = this.#linked(schema);
    const earlier = this.#named.get(id);
    if (earlier && JSON.stringify(earlier) !== JSON.stringify(linked)) {
      throw new Error(`two schemas are called ${id}`);
    }
    this.#named.set(id, linked);
  }

  /** The named schemas, in the order of their names. */
  all(): Record<string, Json> {
    return Object.fromEntries([...this.#named].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
