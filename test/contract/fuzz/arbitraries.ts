import fc from 'fast-check';
import type { Schema } from './document.ts';

/** Texts that have broken programs before. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u001b[31m',
  'line\r\nX-Header: injected',
  '\ud800',
  '\u202enoitcerid',
  '名前-кластер-🦄',
  'e\u0301'.repeat(40),
  '$(reboot)',
  '`id`',
  '; rm -rf / #',
  '| cat /etc/passwd',
  "' OR '1'='1",
  '"; DROP TABLE clusters; --',
  '%00%2e%2e%2f',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'a'.repeat(5000),
  '9'.repeat(400),
  '-1',
  '1e308',
  'NaN',
];

export const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    1e308,
    -0,
    Number.MAX_SAFE_INTEGER,
    2 ** 31,
    [],
    {},
    [[[[[[]]]]]],
    { toString: 1 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Text that a JSON writer would not make: keys that mean something to JavaScript, doubled keys. */
const HOSTILE_JSON = [
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"name":"a","name":"b"}',
  '{"name":1e999}',
  '[',
  '{"name":"\\ud800"}',
  'null',
  '"text"',
  '[]',
  '\u0000',
  `${'['.repeat(200)}${']'.repeat(200)}`,
];
export const hostileJson = fc.constantFrom(...HOSTILE_JSON);

const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJK1tS8Ygm8sCzsDpZPQFBYjIDzKpM8YEXm7sHNyUFqk a@b';

/**
 * Fields whose valid values must not reach into the world: machines and mail servers at addresses
 * of this machine where nothing listens, names that are resolved nowhere.
 */
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ip: fc.nat(250).map((last) => `127.0.0.${last + 2}`),
  port: fc.constant(1),
  address: fc.constantFrom('127.0.0.1:1', '[::1]:1', 'localhost:1'),
  useAgent: fc.constant(false),
  pubkeyValue: fc.constant(PUBLIC_KEY),
  // making an RSA pair of 4096 bits takes a second
  algorithm: fc.oneof({ weight: 20, arbitrary: fc.constant('ed25519') }, fc.constant('rsa')),
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
};

function text(schema: Schema): fc.Arbitrary<unknown> {
  const { pattern, format, minLength = 0, maxLength = 40 } = schema;
  if (format === 'email') return fc.emailAddress();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const most = Math.min(Number(maxLength), 40);
  return fc.string({ unit: 'grapheme', minLength: Number(minLength), maxLength: most });
}

/** Ids that exist, of the kind that a field of this name wants. */
export type Ids = (name: string) => string[];

/** Values that a schema allows; ids are often ones that exist. */
export function valid(schema: Schema, ids: Ids, name = ''): fc.Arbitrary<unknown> {
  const special = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (special && schema['type'] !== 'object') return special;
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  const options = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (options) return fc.oneof(...options.map((option) => valid(option, ids, name)));
  const known = fc.nat().map((index) => {
    const candidates = ids(name);
    return candidates[index % candidates.length] ?? '0'.repeat(24);
  });
  switch (schema['type']) {
    case 'string':
      return String(schema['pattern']) === '^[0-9a-f]{24}$'
        ? fc.oneof({ weight: 3, arbitrary: known }, text(schema))
        : text(schema);
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(Number(schema['minimum'] ?? 0), 0),
        max: Math.min(Number(schema['maximum'] ?? 1000), 1000),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valid((schema['items'] ?? {}) as Schema, ids, name), { maxLength: 3 });
    case 'object':
      return validObject(schema, ids);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function validObject(schema: Schema, ids: Ids): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, valid(field, ids, name)]),
  );
  const wanted = (schema['required'] ?? []) as string[];
  // A machine's port is always given: the default one may have a real sshd behind it.
  const requiredKeys = [...wanted, ...('port' in model ? ['port'] : [])];
  return fc.record(model, { requiredKeys });
}

/** The document's example of a body, with names, machines and mail servers as in valid ones. */
export function likeExample(example: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) return fc.tuple(...example.map((item) => likeExample(item)));
  if (typeof example !== 'object' || example === null) return fc.constant(example);
  const fields = Object.entries({ ...example, ...('ip' in example && { port: 1 }) }).map(
    ([name, value]) => [name, (Object.hasOwn(byName, name) && byName[name]) || likeExample(value)],
  );
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>);
}

/** A body with one field replaced, taken away, or added. */
export function nearlyValid(body: fc.Arbitrary<unknown>, schema: Schema): fc.Arbitrary<unknown> {
  const names = Object.keys(schema['properties'] ?? {});
  const name = fc.constantFrom(...names, 'extra', 'constructor', 'toString');
  return fc.tuple(body, name, fc.boolean(), hostileValue).map(([body, key, drop, value]) => {
    if (typeof body !== 'object' || body === null) return value;
    const rest = Object.entries(body).filter(([name]) => name !== key);
    return Object.fromEntries(drop ? rest : [...rest, [key, value]]);
  });
}
