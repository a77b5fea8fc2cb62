/** JSON as it is read from a file of the host. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** One change to a JSON object, with what is needed to take it back. */
export type JsonEdit =
  | { readonly kind: 'set'; readonly path: readonly string[]; readonly before?: Json }
  | { readonly kind: 'add'; readonly path: readonly string[]; readonly items: readonly string[] };

/** What is wanted: a value at a path, or items in the list at a path. */
export type Wish =
  | { readonly kind: 'set'; readonly path: readonly string[]; readonly value: Json }
  | { readonly kind: 'add'; readonly path: readonly string[]; readonly items: readonly string[] };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parentOf(
  root: JsonObject,
  path: readonly string[],
  create: boolean,
): JsonObject | undefined {
  let place = root;
  for (const key of path.slice(0, -1)) {
    const next = place[key];
    if (isObject(next)) place = next;
    else if (create) place = place[key] = {};
    else return undefined;
  }
  return place;
}

const same = (a: Json | undefined, b: Json) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Applies wishes to a copy of an object and keeps every other key.
 * @returns the new object, and the edits that were really made (none: it was already so)
 */
export function applyWishes(
  source: JsonObject,
  wishes: readonly Wish[],
): { result: JsonObject; edits: JsonEdit[] } {
  const result = structuredClone(source);
  const edits: JsonEdit[] = [];
  for (const wish of wishes) {
    const place = parentOf(result, wish.path, true);
    const key = wish.path.at(-1);
    if (!place || key === undefined) continue;
    const current = place[key];
    if (wish.kind === 'set') {
      if (same(current, wish.value)) continue;
      place[key] = wish.value;
      edits.push({
        kind: 'set',
        path: wish.path,
        ...(current === undefined ? {} : { before: current }),
      });
    } else {
      const list = Array.isArray(current) ? current : [];
      const missing = wish.items.filter((item) => !list.includes(item));
      if (missing.length === 0) continue;
      place[key] = [...list, ...missing];
      edits.push({ kind: 'add', path: wish.path, items: missing });
    }
  }
  return { result, edits };
}

/** Takes edits back, last first, from whatever the object is by now; empty remains go too. */
export function revertEdits(source: JsonObject, edits: readonly JsonEdit[]): JsonObject {
  const result = structuredClone(source);
  for (const edit of edits.toReversed()) {
    const place = parentOf(result, edit.path, false);
    const key = edit.path.at(-1);
    if (!place || key === undefined) continue;
    if (edit.kind === 'set') {
      if (edit.before === undefined) delete place[key];
      else place[key] = edit.before;
    } else if (Array.isArray(place[key])) {
      const rest = place[key].filter(
        (item) => typeof item !== 'string' || !edit.items.includes(item),
      );
      if (rest.length > 0) place[key] = rest;
      else delete place[key];
    }
    if (edit.path.length > 1 && Object.keys(place).length === 0) {
      const parentPath = edit.path.slice(0, -1);
      const parent = parentOf(result, parentPath, false);
      const parentKey = parentPath.at(-1);
      if (parent && parentKey !== undefined) delete parent[parentKey];
    }
  }
  return result;
}
