import { z } from 'zod';
import type { World } from '../world.ts';

export type Schema = Record<string, unknown>;

export interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

/** A call as the OpenAPI document describes it, its references replaced by what they name. */
export interface Described {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly example: unknown;
  /** by status: content type, schema of the answer, and the error codes it may carry */
  readonly answers: ReadonlyMap<
    number,
    { type: string; schema: z.ZodType; codes: ReadonlySet<string> }
  >;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: Schema; examples?: Schema }> }>;
}

function inline(part: unknown, schemas: Record<string, Schema>): unknown {
  if (Array.isArray(part)) return part.map((item) => inline(item, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const { $ref } = part as { $ref?: string };
  if ($ref !== undefined) return inline(schemas[$ref.split('/').at(-1) ?? ''], schemas);
  const entries = Object.entries(part).map(([key, value]) => [key, inline(value, schemas)]);
  return Object.fromEntries(entries) as unknown;
}

function describe(method: string, path: string, operation: Operation, document: Document) {
  const { schemas } = document.components;
  const flat = (schema: Schema) => inline(schema, schemas) as Schema;
  const answers = Object.entries(operation.responses).map(([status, { content }]) => {
    const [type = '', described] = Object.entries(content ?? {})[0] ?? [];
    return [
      Number(status),
      {
        type,
        schema: z.fromJSONSchema(flat(described?.schema ?? {})),
        codes: new Set(Object.keys(described?.examples ?? {})),
      },
    ] as const;
  });
  const body = operation.requestBody?.content['application/json'];
  return {
    method: method.toUpperCase(),
    path,
    parameters: (operation.parameters ?? []).map((one) => ({ ...one, schema: flat(one.schema) })),
    body: body && flat(body.schema),
    example: body?.example,
    answers: new Map(answers),
  } satisfies Described;
}

/** All calls of the running control plane's own document. */
export async function describedCalls(world: World): Promise<Described[]> {
  const { json } = await world.request('GET', '/v1/openapi.json');
  const document = json as Document;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      describe(method, path, operation, document),
    ),
  );
}
