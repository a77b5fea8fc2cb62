import { errorAnswer, toErrorAnswer } from '../../shared/contract/answer.ts';
import { isRepeatable, type Call } from '../../shared/contract/call.ts';
import { calls } from '../../shared/contract/calls/index.ts';
import { errorTable, fieldError, problem, type ErrorCode } from '../../shared/contract/errors.ts';
import { z } from 'zod';
import { SchemaCollection, type Json } from './json-schema.ts';
import { CONTACT, INTRODUCTION, LICENSE, TAGS } from './openapi-texts.ts';

/** The parts of an OpenAPI 3.1 document that others read. */
export interface OpenApiOperation extends Json {
  summary: string;
  description?: string;
  tags: string[];
  parameters: Json[];
  requestBody?: { required: boolean; content: Record<string, Json> };
  responses: Record<string, Json & { description: string; content?: Record<string, Json> }>;
}
export interface OpenApiDocument extends Json {
  info: { title: string; version: string; description: string } & Json;
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, Json>; [other: string]: unknown };
}

const JSON_TYPE = 'application/json';
const EVENTS_TYPE = 'text/event-stream';

/** Errors that any call of this kind can answer. */
function errorsOf(call: Call): ErrorCode[] {
  const codes: ErrorCode[] = ['E12010', 'E12003', 'E12008', 'E12013'];
  if (call.access !== 'none') codes.push('E10050', 'E10052', 'E12004');
  if (call.params || call.query || call.body) codes.push('E12002');
  if (call.method !== 'GET') codes.push('E12014');
  if (call.body) codes.push('E12005', 'E12006', 'E12012');
  if (isRepeatable(call)) codes.push('E12009');
  if (call.slow || takesWait(call)) codes.push('E12015');
  return [...new Set([...codes, ...(call.errors ?? [])])].toSorted();
}

function takesWait({ query }: Call): boolean {
  return query !== undefined && 'wait' in query.shape;
}

const headerParameter = (name: string, description: string): Json => ({
  in: 'header',
  name,
  description,
  required: false,
  schema: { type: 'string' },
});

const responseHeader = (description: string, type = 'string'): Json => ({
  description,
  schema: { type },
});

function parametersOf(call: Call, schemas: SchemaCollection): Json[] {
  const place = (part: Call['params'], where: 'path' | 'query'): Json[] => {
    if (!part) return [];
    const { properties = {}, required = [] } = schemas.add(part, 'input') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...schema }]) => ({
      in: where,
      name,
      description,
      required: required.includes(name),
      schema,
    }));
  };
  const isCached = call.method === 'GET' && (call.kind === 'data' || call.kind === 'list');
  return [
    ...place(call.params, 'path'),
    ...place(call.query, 'query'),
    ...(isRepeatable(call)
      ? [
          headerParameter(
            'Idempotency-Key',
            'The same key with the same request answers what the first one answered, for a day.',
          ),
        ]
      : []),
    ...(call.kind === 'stream' && call.query && 'after' in call.query.shape
      ? [headerParameter('Last-Event-ID', 'Only events after this one.')]
      : []),
    ...(isCached
      ? [
          headerParameter(
            'If-None-Match',
            'The ETag of an answer that you have; 304 if it is still right.',
          ),
        ]
      : []),
  ];
}

function bodyOf(call: Call, schemas: SchemaCollection): Pick<OpenApiOperation, 'requestBody'> {
  if (!call.body) return {};
  const schema = schemas.add(call.body, 'input');
  const example = call.example?.body;
  return {
    requestBody: {
      required: !call.body.safeParse({}).success,
      content: { [JSON_TYPE]: { schema, ...(example !== undefined && { example }) } },
    },
  };
}

/** The envelope around a call's data. */
function envelopeOf(call: Call, schemas: SchemaCollection): Json {
  const dataOf = (): Json | undefined => {
    if (!call.output) return undefined;
    if (call.kind === 'list') return { type: 'array', items: schemas.add(call.output, 'output') };
    if (call.kind !== 'start') return schemas.add(call.output, 'output');
    const { cluster } = (call.output as unknown as z.ZodObject).shape;
    return cluster
      ? schemas.add(cluster as z.ZodType, 'output')
      : { type: 'array', items: {}, maxItems: 0 };
  };
  const data = dataOf();
  const warnings = schemas.add(z.array(fieldError), 'output');
  return {
    type: 'object',
    properties: {
      success: { type: 'boolean', const: true, description: 'It is done.' },
      ...(call.kind === 'list' && {
        count: { type: 'integer', description: 'How many match in all; with count=true.' },
      }),
      ...(data && { data: { description: 'What was asked for.', ...data } }),
      warnings: {
        ...warnings,
        description: 'What the request carried that is not known here, and was ignored.',
      },
    },
    required: data ? ['success', 'data'] : ['success'],
    additionalProperties: false,
  };
}

function headersOf(call: Call): Record<string, Json> {
  const isUpdate = call.method === 'PUT' && call.params !== undefined;
  return {
    ...(call.method === 'GET' && call.kind !== 'stream' && call.kind !== 'file'
      ? { ETag: responseHeader('The version of this content, for If-None-Match.') }
      : {}),
    ...(call.kind === 'list' && {
      'X-Object-Count': responseHeader('How many match in all; with count=true.', 'integer'),
      Link: responseHeader('The first, previous, next and last page, where limit is given.'),
    }),
    ...(call.kind === 'start' && {
      'X-Operation-Id': responseHeader('The operation that does the work; absent: none is needed.'),
    }),
    ...(takesWait(call) && {
      'X-Operation-State': responseHeader('How the operation stands; with wait.'),
    }),
    ...(isUpdate && { 'Content-Location': responseHeader('The path of the record.') }),
    ...(isRepeatable(call) && {
      'Idempotent-Replayed': responseHeader('true: the first answer to this Idempotency-Key.'),
    }),
  };
}

function successOf(call: Call, schemas: SchemaCollection): OpenApiOperation['responses'] {
  if (call.kind === 'stream' && call.output) {
    const schema = schemas.add(call.output, 'output');
    const description = 'Events, each with this as its data, as server-sent events.';
    return { 200: { description, content: { [EVENTS_TYPE]: { schema } } } };
  }
  if (call.kind === 'file') {
    const [type = ''] = (call.produces ?? '').split(';', 1);
    const schema = { type: type === JSON_TYPE ? 'object' : 'string' };
    return { 200: { description: 'The content.', content: { [type]: { schema } } } };
  }
  const schema = envelopeOf(call, schemas);
  const data = call.example?.data;
  const example = data === undefined ? { success: true } : { success: true, data };
  const shown = data !== undefined || !call.output;
  return {
    200: {
      description: 'It is done.',
      headers: headersOf(call),
      content: { [JSON_TYPE]: { schema, ...(shown && { example }) } },
    },
    ...('ETag' in headersOf(call) && { 304: { description: 'You have this content already.' } }),
  };
}

const failureHeaders: Readonly<Record<number, Json>> = {
  401: { 'WWW-Authenticate': responseHeader('How to send a token.') },
  409: { 'Retry-After': responseHeader('Seconds, where it will pass by itself.', 'integer') },
  429: { 'Retry-After': responseHeader('Seconds until the next try.', 'integer') },
  503: { 'Retry-After': responseHeader('Seconds, where it will pass by itself.', 'integer') },
};

function failuresOf(call: Call, used: Set<ErrorCode>): OpenApiOperation['responses'] {
  const byStatus = Map.groupBy(errorsOf(call), (code) => errorTable[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      for (const code of codes) used.add(code);
      const headers = failureHeaders[status];
      return [
        String(status),
        {
          description: codes.map((code) => `${code} ${errorTable[code].title}`).join('; '),
          ...(headers && { headers }),
          content: {
            [JSON_TYPE]: {
              schema: { $ref: '#/components/schemas/ErrorAnswer' },
              examples: Object.fromEntries(
                codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
              ),
            },
          },
        },
      ];
    }),
  );
}

/** clustersAddHosts of clusters.addHosts: a name that generated clients can give a function. */
function operationId(name: string): string {
  return name.replaceAll(/\.(\w)/g, (_, first: string) => first.toUpperCase());
}

function describe(
  name: string,
  call: Call,
  schemas: SchemaCollection,
  used: Set<ErrorCode>,
): OpenApiOperation {
  return {
    operationId: operationId(name),
    tags: [call.tag],
    summary: call.summary,
    description: call.description ?? `${call.summary}.`,
    ...(call.access !== 'none' && call.access !== 'optional' && { 'x-scope': call.access }),
    security:
      call.access === 'none' ? [] : [{ token: [] }, { bearer: [] }, ...optional(call.access)],
    parameters: parametersOf(call, schemas),
    ...bodyOf(call, schemas),
    responses: { ...successOf(call, schemas), ...failuresOf(call, used) },
  };
}

const optional = (access: Call['access']) => (access === 'optional' ? [{}] : []);

/** Every example of an error, under its code. */
function exampleOf(code: ErrorCode): Json {
  const { title } = errorTable[code];
  return { summary: title, value: toErrorAnswer(problem(code, title)) };
}

/**
 * The OpenAPI document of the call table.
 * @param url the address that this interface is served on
 */
export function openApiOf(version: string, url: string): OpenApiDocument {
  const schemas = new SchemaCollection();
  const used = new Set<ErrorCode>();
  const paths: OpenApiDocument['paths'] = {};
  schemas.add(errorAnswer, 'output');
  for (const [name, call] of Object.entries<Call>(calls)) {
    const operations = (paths[call.path] ??= {});
    operations[call.method.toLowerCase()] = describe(name, call, schemas, used);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clusterdesk',
      version,
      description: INTRODUCTION,
      contact: CONTACT,
      license: LICENSE,
    },
    servers: [{ url, description: 'This machine; nothing else can reach it.' }],
    tags: Object.entries(TAGS).map(([tag, description]) => ({ name: tag, description })),
    paths,
    components: {
      schemas: schemas.all(),
      examples: Object.fromEntries([...used].toSorted().map((code) => [code, exampleOf(code)])),
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token', description: 'A token.' },
        bearer: { type: 'http', scheme: 'bearer', description: 'The same token.' },
      },
    },
  };
}
