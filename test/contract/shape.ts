/** Fields that answers have on purpose beyond the 2017 document: by the name of the field. */
const ADDED = new Set([
  // of a cluster
  'stack',
  'actions',
  // what of the request had no effect
  'warnings',
  // read from a public key
  'algorithm',
  'bits',
  'fingerprint',
  // of a component, whose struct and sample disagree on the name
  'componentName',
  // the document's sample comes from a curl line whose & was not quoted
  'count',
  // of a provider: the document leaves it out when it is empty
  'google-tags',
]);

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** null stands for a list that was never set. */
function sameKind(expected: unknown, actual: unknown): boolean {
  const kinds = new Set([kind(expected), kind(actual)]);
  return kinds.size === 1 || (kinds.has('null') && kinds.has('array'));
}

function fields(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}

/**
 * How the shape of an answer differs from the document's: missing and unknown fields, other types.
 * Elements of lists are compared with the first of the document's.
 * @returns one line each; none when the shape is the same
 */
export function shapeDifferences(expected: unknown, actual: unknown, path = '$'): string[] {
  if (!sameKind(expected, actual)) {
    return [`${path}: ${kind(actual)} instead of ${kind(expected)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const [model] = expected as unknown[];
    if (model === undefined) return [];
    return actual.flatMap((item, index) => shapeDifferences(model, item, `${path}[${index}]`));
  }
  if (kind(expected) !== 'object' || kind(actual) !== 'object') return [];
  const missing = Object.keys(fields(expected))
    .filter((name) => !Object.hasOwn(fields(actual), name) && !ADDED.has(name))
    .map((name) => `${path}.${name}: missing`);
  const unknown = Object.keys(fields(actual))
    .filter((name) => !Object.hasOwn(fields(expected), name) && !ADDED.has(name))
    .map((name) => `${path}.${name}: not in the document`);
  const inner = Object.keys(fields(expected))
    .filter((name) => Object.hasOwn(fields(actual), name))
    .flatMap((name) =>
      shapeDifferences(fields(expected)[name], fields(actual)[name], `${path}.${name}`),
    );
  return [...missing, ...unknown, ...inner];
}
