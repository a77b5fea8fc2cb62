import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorCodes } from '../../shared/contract/errors.ts';
import { DOCS_POLICY } from './docs-page.ts';
import { openApi, type OpenApi } from './fixtures.testing.ts';
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts';

let open: OpenApi;
let document: OpenApiDocument;
let operations: Array<{ name: string; operation: OpenApiOperation }>;

beforeAll(async () => {
  open = await openApi();
  document = JSON.parse((await open.request('GET', '/v1/openapi.json')).text) as OpenApiDocument;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
});
afterAll(() => open.api.close());

/** The numbered calls of the 2017 document, components and logs, and those that are added. */
const CALLS = `
POST /v1/cluster · GET /v1/cluster · GET /v1/cluster/{id} · DELETE /v1/cluster/{id}
POST /v1/cluster/{id}/hosts · DELETE /v1/cluster/{id}/hosts · GET /v1/cluster/{id}/hosts
GET /v1/cluster/{id}/hosts/{host_id} · POST /v1/cluster/{id}/pubkey · DELETE /v1/cluster/{id}/pubkey
POST /v1/cluster/{id}/registry · DELETE /v1/cluster/{id}/registry · GET /v1/cluster/validate
POST /v1/dockerregistries · GET /v1/dockerregistries · GET /v1/dockerregistries/{id}
DELETE /v1/dockerregistries/{id} · GET /v1/dockerregistries/registryValidate
POST /v1/provider · GET /v1/provider · GET /v1/provider/{id} · PUT /v1/provider/{id}
DELETE /v1/provider/{id} · GET /v1/provider/validate · POST /v1/pubkey · GET /v1/pubkey
GET /v1/pubkey/{id} · POST /v1/pubkey/userSelfCreate · GET /v1/pubkey/downLoadKey/{user_id}
POST /v1/smtp · GET /v1/smtp · PUT /v1/smtp/{id} · DELETE /v1/smtp/{id}
GET /v1/cluster/{id}/components · GET /v1/logs
POST /v1/cluster/plan · POST /v1/cluster/{id}/hosts/plan · GET /v1/operations
GET /v1/operations/{id} · GET /v1/operations/{id}/events · POST /v1/operations/{id}/retry
POST /v1/operations/{id}/cancel · POST /v1/operations/{id}/rollback · GET /v1/stacks
POST /v1/token · GET /v1/token · DELETE /v1/token/{id} · DELETE /v1/pubkey/{id} · GET /v1/smtp/{id}
GET /v1/openapi.json · GET /v1/docs · GET /healthz · GET /metrics
`
  .split(/[·\n]/)
  .map((call) => call.trim())
  .filter(Boolean);

test('every call of the contract is in the document', () => {
  const names = new Set(operations.map(({ name }) => name));
  expect(CALLS.filter((call) => !names.has(call))).toEqual([]);
});

describe('each call', () => {
  test('has a summary, a name of its own, a group and its answers', () => {
    expect(document['openapi']).toBe('3.1.0');
    const ids = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(ids).size).toBe(operations.length);
    const poor = operations.filter(
      ({ operation: { summary, tags, responses } }) =>
        !summary || !tags || !['200', '403', '500', '503'].every((status) => status in responses),
    );
    expect(poor.map(({ name }) => name)).toEqual([]);
  });

  test('needs a token, but for a few', () => {
    const open = operations.filter(({ operation }) => {
      const { security = [] } = operation as { security?: object[] };
      return security.length === 0 || security.some((one) => Object.keys(one).length === 0);
    });
    expect(open.map(({ name }) => name).toSorted()).toEqual([
      'GET /healthz',
      'GET /v1/docs',
      'POST /v1/token',
    ]);
  });

  test('with a body has an example of it, and with an answer an example of that', () => {
    const poor = operations.filter(({ name, operation }) => {
      const body = operation.requestBody?.content['application/json'];
      const answer = operation.responses['200']?.content?.['application/json'];
      const isOwn = name.endsWith('/plan') || name.endsWith('openapi.json');
      return (body && !('example' in body)) || (answer && !isOwn && !('example' in answer));
    });
    expect(poor.map(({ name }) => name)).toEqual([]);
  });
});

test('every error code of the API is named by a call or belongs to no call', () => {
  const named = new Set(
    operations.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.['application/json']?.['examples'] ?? {}),
      ),
    ),
  );
  // paths and methods that are no call; states of hosts that stand in operations, not in answers
  const elsewhere = new Set(['E12001', 'E12011', 'E50000', 'E55004', 'E60002']);
  const missing = errorCodes.filter((code) => /^E\d/.test(code) && !named.has(code));
  expect(missing.filter((code) => !elsewhere.has(code))).toEqual([]);
});

test('every field and every parameter is described', () => {
  const poor: string[] = [];
  const walk = (part: unknown, at: string): void => {
    if (typeof part !== 'object' || part === null) return;
    const { properties = {} } = part as { properties?: Record<string, object> };
    for (const [name, field] of Object.entries(properties)) {
      if (!('description' in field)) poor.push(`${at}.${name}`);
    }
    for (const [key, value] of Object.entries(part)) {
      if (!key.startsWith('example')) walk(value, `${at}/${key}`);
    }
  };
  walk(document.components.schemas, 'schemas');
  walk(document.paths, '');
  const parameters = operations.flatMap(({ name, operation }) =>
    operation.parameters.map((one) => ({ name, ...one }) as { description?: string }),
  );
  expect(parameters.length).toBeGreaterThan(100);
  expect(parameters.filter(({ description }) => !description)).toEqual([]);
  expect(poor).toEqual([]);
});

test('what the server takes is allowed: padded texts, numbers in a query, a name judged later', () => {
  const { schemas } = document.components;
  const { properties, required } = schemas['NodeInput'] as {
    properties: Record<string, { pattern?: string }>;
    required: string[];
  };
  expect(required).toEqual(['ip']);
  expect(' Host.Example ').toMatch(new RegExp(properties['ip']?.pattern ?? ''));
  expect(' root').toMatch(new RegExp(properties['sshUser']?.pattern ?? ''));
  expect(schemas['CreateClusterInput']).toMatchObject({ required: ['name'] });
  const limit = operations
    .find(({ name }) => name === 'GET /v1/cluster')
    ?.operation.parameters.find(({ name }) => name === 'limit');
  expect(limit).toMatchObject({ required: false, schema: { type: 'integer', minimum: 0 } });
});

test('nothing in the document refers to what is not there', () => {
  const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)];
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter(([, name = '']) => !(name in document.components.schemas))).toEqual([]);
});

describe('the page', () => {
  test('shows every call and every error code, and loads nothing', async () => {
    const { text, headers } = await open.request('GET', '/v1/docs');
    expect(headers.get('content-security-policy')).toBe(DOCS_POLICY);
    for (const path of Object.keys(document.paths)) expect(text).toContain(`<code>${path}</code>`);
    for (const code of errorCodes) expect(text).toContain(`id="${code}"`);
    expect(text).not.toMatch(/<script|<link|<img|src=|@import|url\(|https?:\/\/(?!\d)/);
    const anchors = [...text.matchAll(/href="#([\w-]+)"/g)].map(([, anchor = '']) => anchor);
    expect(anchors.filter((anchor) => !text.includes(`id="${anchor}"`))).toEqual([]);
  });
});
