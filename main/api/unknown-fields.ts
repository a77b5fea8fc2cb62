import type { Call } from '../../shared/contract/call.ts';
import type { FieldError } from '../../shared/contract/errors.ts';

/** More than this many are not listed: somebody sent something else altogether. */
const MOST = 50;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The known name that a caller most likely meant: the same but for case and underscores. */
function meant(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replaceAll(/[_-]/g, '').toLowerCase();
  return known.find((other) => plain(other) === plain(name));
}

function* walk(sent: unknown, read: unknown, path: string): Generator<FieldError> {
  if (Array.isArray(sent) && Array.isArray(read)) {
    for (const [index, item] of sent.entries()) yield* walk(item, read[index], `${path}${index}.`);
  }
  if (!isObject(sent) || !isObject(read)) return;
  for (const [name, value] of Object.entries(sent)) {
    if (Object.hasOwn(read, name)) yield* walk(value, read[name], `${path}${name}.`);
    else yield { field: `${path}${name}`, message: 'is not known and was ignored' };
  }
}

function* unknownIn(
  part: Call['query' | 'body'],
  sent: unknown,
  input: Record<string, unknown>,
): Generator<FieldError> {
  if (!isObject(sent)) return;
  const known = Object.keys(part?.shape ?? {});
  for (const [name, value] of Object.entries(sent)) {
    if (known.includes(name)) {
      yield* walk(value, input[name], `${name}.`);
      continue;
    }
    const other = meant(name, known);
    const hint = other === undefined ? '' : ` (${other} is)`;
    yield { field: name, message: `is not known${hint} and was ignored` };
  }
}

/**
 * What a request carried that the call does not know, and that had no effect: a misspelt name goes
 * unnoticed otherwise.
 * @param input the same request, parsed
 */
export function unknownFields(
  call: Call,
  sent: { query: unknown; body: unknown },
  input: Record<string, unknown>,
): FieldError[] {
  const found = [
    ...unknownIn(call.query, sent.query, input),
    ...unknownIn(call.body, sent.body, input),
  ];
  return found.slice(0, MOST);
}
