import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { toErrorAnswer } from '../../shared/contract/answer.ts';
import { errorTable, problem, type ErrorCode } from '../../shared/contract/errors.ts';
import type { Call } from './call.ts';
import { schemaNames } from './openapi-names.ts';
import { errorsByStatus, pattern } from './routing.ts';

type Json = Record<string, unknown>;

/** The parts of an OpenAPI 3.1 document that we write or read ourselves. */
export interface OpenApiOperation extends Json {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Json[];
  requestBody?: { required?: boolean; content: Record<string, Json> };
  responses: Record<string, Json & { description?: string; content?: Record<string, Json> }>;
}
export interface OpenApiDocument extends Json {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, Json>; [other: string]: unknown };
}

const INTRODUCTION = `The HTTP interface of the control plane. It listens on this machine only.

Every call but GET /healthz and POST /v1/token with a password needs a token, in the header
X-Auth-Token or as Authorization: Bearer. Answers are {"success":true,"data":…}; refusals are
{"success":false,"error":{"code","errormsg","title","fix","docs","details"}} with the HTTP status
that fits. Lists take count, skip, limit and sort; X-Object-Count has the number of all that match.`;

const JSON_TYPE = 'application/json';

const header = (name: string, description: string): Json => ({
  in: 'header',
  name,
  description,
  required: false,
  schema: { type: 'string' },
});

const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'The same key with the same request answers what the first one answered, for a day.',
);
const LAST_EVENT_ID = header('Last-Event-ID', 'Only events after this one.');

function parametersOf(call: Call, known: readonly Json[]): Json[] {
  const repeats = call.method === 'POST' && call.access !== 'none' && !call.answersSecret;
  return [
    ...known,
    ...(repeats ? [IDEMPOTENCY_KEY] : []),
    ...(call.produces === 'text/event-stream' ? [LAST_EVENT_ID] : []),
  ];
}

function exampleOf(code: ErrorCode): Json {
  const { title } = errorTable[code];
  return { summary: title, value: toErrorAnswer(problem(code, title)) };
}

function failures(call: Call): OpenApiOperation['responses'] {
  return Object.fromEntries(
    [...errorsByStatus(call)].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code} ${errorTable[code].title}`).join('; '),
        ...(status === 429 && {
          headers: { 'Retry-After': { schema: { type: 'string' }, description: 'seconds' } },
        }),
        content: {
          [JSON_TYPE]: {
            schema: { $ref: '#/components/schemas/ErrorAnswer' },
            examples: Object.fromEntries(codes.map((code) => [code, exampleOf(code)])),
          },
        },
      },
    ]),
  );
}

function success(call: Call, described: Json | undefined): Json {
  const integer = { schema: { type: 'integer' } };
  if (call.kind === 'stream') {
    const type = call.produces ?? 'text/plain';
    return { description: 'The content', content: { [type]: { schema: { type: 'string' } } } };
  }
  const content = (described?.['content'] as Record<string, Json> | undefined)?.[JSON_TYPE] ?? {};
  const data = call.example?.data;
  return {
    description: 'Done',
    ...(call.kind === 'list' && {
      headers: { 'X-Object-Count': { ...integer, description: 'how many match in all' } },
    }),
    content: {
      [JSON_TYPE]: {
        ...content,
        ...(data !== undefined && { example: { success: true, data } }),
        ...(!call.data && { example: { success: true } }),
      },
    },
  };
}

/** getClusterHostsById of GET /v1/cluster/{id}/hosts. */
function operationId({ method, path }: Call): string {
  const parts = path.replace('/v1/', '/').split('/').filter(Boolean);
  const named = parts.map((part) => {
    const word = part
      .replaceAll(/\W/g, '')
      .replaceAll(/_(\w)/g, (_, next: string) => next.toUpperCase());
    return `${part.startsWith('{') ? 'By' : ''}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  });
  return method.toLowerCase() + named.join('');
}

function describe(call: Call, operation: OpenApiOperation): OpenApiOperation {
  const body = operation.requestBody?.content[JSON_TYPE];
  const example = call.example?.body;
  return {
    ...operation,
    operationId: operationId(call),
    tags: [call.tag],
    summary: call.summary,
    ...(call.description !== undefined && { description: call.description }),
    ...(call.access !== 'none' && { 'x-scope': call.access }),
    security: call.access === 'none' ? [] : [{ token: [] }, { bearer: [] }],
    parameters: parametersOf(call, operation.parameters ?? []),
    ...(body && {
      requestBody: {
        required: call.body?.safeParse(undefined).success !== true,
        content: { [JSON_TYPE]: { ...body, ...(example !== undefined && { example }) } },
      },
    }),
    responses: { '200': success(call, operation.responses['200']), ...failures(call) },
  };
}

/** Schemas that nothing refers to: each stands twice, for requests and for answers. */
function prune(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components;
  const wanted = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      visit(schemas[name] ?? {});
    }
  };
  visit(document.paths);
  visit({ $ref: '#/components/schemas/OperationEvent' });
  const kept = Object.entries(schemas).filter(([name]) => wanted.has(name));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

/** Registers the plugin that gathers the calls; before they are added. */
export async function gatherOpenApi(app: FastifyInstance, version: string): Promise<void> {
  const transform = createJsonSchemaTransform({ schemaRegistry: schemaNames });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Clusterdesk', version, description: INTRODUCTION },
      components: {
        securitySchemes: {
          token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: (given) => {
      const isCall = given.route.config?.call !== undefined;
      return isCall ? transform(given) : { schema: { hide: true }, url: given.url };
    },
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: schemaNames }),
  });
}

/** The whole document, once the app is ready. */
export function openApiOf(app: FastifyInstance, calls: readonly Call[]): OpenApiDocument {
  const document = app.swagger() as unknown as OpenApiDocument;
  const byRoute = new Map(calls.map((call) => [`${call.method} ${pattern(call.path)}`, call]));
  const paths = Object.entries(document.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => {
        const call = byRoute.get(`${method.toUpperCase()} ${pattern(path)}`);
        return [method, call ? describe(call, operation) : operation];
      }),
    ),
  ]);
  return prune({ ...document, paths: Object.fromEntries(paths) as OpenApiDocument['paths'] });
}
