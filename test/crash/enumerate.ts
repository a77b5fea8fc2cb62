import { down, type Lab } from '../lab/index.ts';
import type { Boundary } from './boundary.ts';
import { KINDS, makeCycleLab, runCycle, type Kind, type Lap } from './cycle.ts';
import { differences } from './end-state.ts';

export interface Finding {
  readonly kind: Kind;
  readonly boundary: Boundary;
  /** lines that differ from the undisturbed run's end; none: it is the same */
  readonly differences: readonly string[];
}

export interface EnumerateOptions {
  /** of the lab */
  readonly name: string;
  /** every how many-th boundary of each operation is tried, from which on; 1 and 0: all of them */
  readonly every: number;
  readonly first: number;
  readonly onFinding: (finding: Finding) => void;
}

export interface Enumerated {
  /** how many boundaries each operation has */
  readonly boundaries: ReadonlyMap<Kind, number>;
  readonly findings: readonly Finding[];
}

type Recorded = ReadonlyMap<Kind, Lap>;

async function record(lab: Lab): Promise<Recorded> {
  const laps = new Map<Kind, Lap>();
  await runCycle(lab, KINDS, new Map(), (lap) => laps.set(lap.kind, lap).has(lap.kind));
  return laps;
}

/** Hosts work side by side: only a sorted list is the same in every run. */
function boundariesOf(recorded: Recorded, kind: Kind): Boundary[] {
  return [...new Set(recorded.get(kind)?.boundaries)].toSorted((a, b) => a.localeCompare(b));
}

const SHORT: readonly Kind[] = ['create-cluster', 'delete-cluster'];

/**
 * One life that is cut off at the boundaries with this number.
 * @returns what was found at each, and whether the hosts are as they were
 */
async function cutOff(lab: Lab, recorded: Recorded, at: number): Promise<[Finding[], boolean]> {
  const dieAt = new Map(
    KINDS.flatMap((kind) => {
      const boundary = boundariesOf(recorded, kind)[at];
      return boundary === undefined ? [] : [[kind, boundary] as const];
    }),
  );
  // the longest list is that of the creation: in the end only the hosts have to be given back
  const isShort = [...dieAt.keys()].every((kind) => kind === 'create-cluster');
  const findings: Finding[] = [];
  let clean = false;
  await runCycle(lab, isShort ? SHORT : KINDS, dieAt, ({ kind, died, end }) => {
    const boundary = dieAt.get(kind);
    if (isShort && boundary === undefined) return (clean = true);
    const found = differences(recorded.get(kind)?.end ?? [], end);
    if (boundary !== undefined && !died) found.push('- it did not die there');
    if (boundary !== undefined || found.length > 0) {
      findings.push({ kind, boundary: boundary ?? 'none', differences: found });
    }
    clean = found.length === 0 && kind === 'delete-cluster';
    return found.length === 0;
  });
  return [findings, clean];
}

/**
 * Lives the same cluster's life again and again, each time cut off at other boundaries, and
 * compares each end with that of the undisturbed run on the same hosts.
 */
export async function enumerate(options: EnumerateOptions): Promise<Enumerated> {
  const { name, every, first, onFinding } = options;
  const findings: Finding[] = [];
  try {
    let lab = await makeCycleLab(name);
    let recorded = await record(lab);
    const boundaries = new Map(
      KINDS.map((kind) => [kind, boundariesOf(recorded, kind).length] as const),
    );
    for (let at = first; at < Math.max(...boundaries.values()); at += every) {
      const [found, clean] = await cutOff(lab, recorded, at);
      for (const finding of found) onFinding(finding);
      findings.push(...found);
      if (clean) continue;
      // hosts that are not as they were would spoil what comes after
      await down(name);
      lab = await makeCycleLab(name);
      recorded = await record(lab);
    }
    return { boundaries, findings };
  } finally {
    await down(name);
  }
}
