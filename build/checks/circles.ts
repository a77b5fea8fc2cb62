/** One file's import of another, by their paths from the root. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds circles among imports: for every edge that lies on one, the shortest way round, each circle
 * once. Takes edges between files (types included: a circle of types is a wall in the wrong place
 * as much as one of values), gives paths that begin and end with the same file.
 */
export function circlesOf(edges: readonly Edge[]): string[][] {
  const imports = new Map<string, string[]>();
  for (const { from, to } of edges) imports.set(from, [...(imports.get(from) ?? []), to]);
  const circles = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const back = shortestWay(imports, to, from);
    const key = back?.toSorted().join('\n');
    if (back !== null && key !== undefined && !circles.has(key)) circles.set(key, [from, ...back]);
  }
  return [...circles.values()];
}

/** Breadth first; null where no way leads there. */
function shortestWay(
  imports: ReadonlyMap<string, readonly string[]>,
  start: string,
  goal: string,
): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const file of cameFrom.keys()) {
    if (file === goal) {
      const way: string[] = [];
      for (let at: string | null = goal; at !== null; at = cameFrom.get(at) ?? null)
        way.unshift(at);
      return way;
    }
    for (const next of imports.get(file) ?? []) {
      if (!cameFrom.has(next)) cameFrom.set(next, file);
    }
  }
  return null;
}
