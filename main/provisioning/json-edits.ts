import { createHash } from 'node:crypto';

/** JSON as it is read from a file of the host. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type Path = readonly string[];

/** One change to a JSON object, with what is needed to take it back. */
export type JsonEdit =
  | {
      readonly kind: 'set';
      readonly path: Path;
      readonly before?: Json;
      /** hash of the value, which may be a secret: tells whether it is still ours */
      readonly after: string;
    }
  | { readonly kind: 'add'; readonly path: Path; readonly items: readonly string[] }
  /** an empty list or object in which the others stand */
  | { readonly kind: 'make'; readonly path: Path; readonly before?: Json };

/** What is wanted: a value at a path, or items in the list at a path. */
export type DesiredChange =
  | { readonly kind: 'set'; readonly path: Path; readonly value: Json }
  | { readonly kind: 'add'; readonly path: Path; readonly items: readonly string[] };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(place: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(place, key) ? place[key] : undefined;
}

/** A plain assignment to `__proto__` would not make a key. */
function put(place: JsonObject, key: string, value: Json): void {
  const how = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(place, key, { value, ...how });
}

function putBack(place: JsonObject, key: string, before: Json | undefined): void {
  if (before === undefined) delete place[key];
  else put(place, key, before);
}

/** The object in which a path ends, and the last key. */
function find(root: JsonObject, path: Path): { place: JsonObject; key: string } | undefined {
  const key = path.at(-1);
  let place: Json | undefined = root;
  for (const part of path.slice(0, -1)) place = isObject(place) ? own(place, part) : undefined;
  return isObject(place) && key !== undefined ? { place, key } : undefined;
}

function at(root: JsonObject, path: Path): Json | undefined {
  const found = find(root, path);
  return found && own(found.place, found.key);
}

const same = (a: Json | undefined, b: Json) => JSON.stringify(a) === JSON.stringify(b);

function hashOf(value: Json): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** Applies changes to a copy of an object, and notes what it does. */
class Editor {
  readonly edits: JsonEdit[] = [];
  readonly result: JsonObject;

  constructor(source: JsonObject) {
    this.result = structuredClone(source);
  }

  apply(change: DesiredChange): void {
    const current = at(this.result, change.path);
    const { path } = change;
    if (change.kind === 'set') {
      if (same(current, change.value)) return;
      this.makeParents(path);
      const before = this.put(path, structuredClone(change.value));
      this.edits.push({ kind: 'set', path, ...before, after: hashOf(change.value) });
      return;
    }
    const list = Array.isArray(current) ? current : [];
    const items = [...new Set(change.items)].filter((item) => !list.includes(item));
    if (items.length === 0) return;
    this.makeParents(path);
    if (!Array.isArray(current)) this.make(path, []);
    this.put(path, [...list, ...items]);
    this.edits.push({ kind: 'add', path, items });
  }

  private makeParents(path: Path): void {
    for (let length = 1; length < path.length; length += 1) {
      const parent = path.slice(0, length);
      if (!isObject(at(this.result, parent))) this.make(parent, {});
    }
  }

  private make(path: Path, empty: Json): void {
    this.edits.push({ kind: 'make', path, ...this.put(path, empty) });
  }

  private put(path: Path, value: Json): { before?: Json } {
    const found = find(this.result, path);
    if (!found) return {};
    const before = own(found.place, found.key);
    put(found.place, found.key, value);
    return before === undefined ? {} : { before };
  }
}

/**
 * Applies changes to a copy of an object and keeps every other key.
 * @returns the new object, and the edits that were really made (none: it was already so)
 */
export function applyChanges(
  source: JsonObject,
  desired: readonly DesiredChange[],
): { result: JsonObject; edits: JsonEdit[] } {
  const editor = new Editor(source);
  for (const change of desired) editor.apply(change);
  return { result: editor.result, edits: editor.edits };
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/**
 * Takes edits back, last first, from whatever the object is by now. What somebody else has set,
 * added or taken away since then stays as it is.
 */
export function revertEdits(source: JsonObject, edits: readonly JsonEdit[]): JsonObject {
  const result = structuredClone(source);
  for (const edit of edits.toReversed()) {
    const found = find(result, edit.path);
    const current = found && own(found.place, found.key);
    if (!found || current === undefined) continue;
    const { place, key } = found;
    if (edit.kind === 'add') {
      if (!Array.isArray(current)) continue;
      const ours = new Set<Json>(edit.items);
      put(
        place,
        key,
        current.filter((item) => !ours.has(item)),
      );
    } else if (edit.kind === 'set' ? hashOf(current) === edit.after : isEmpty(current)) {
      putBack(place, key, edit.before);
    }
  }
  return result;
}
