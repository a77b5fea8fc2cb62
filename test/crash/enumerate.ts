import { down } from '../lab/index.ts';
import type { Boundary } from './boundary.ts';
import { KINDS, makeCycleLab, runCycle, type Kind, type Lap } from './cycle.ts';
import { differences, type EndState } from './end-state.ts';

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

type Recorded = ReadonlyMap<Kind, { boundaries: readonly Boundary[]; end: EndState }>;

async function record(name: string): Promise<Recorded> {
  const lab = await makeCycleLab(name);
  const laps = new Map<Kind, Lap>();
  await runCycle(lab, new Map(), (lap) => laps.set(lap.kind, lap).has(lap.kind));
  return laps;
}

/**
 * Lives the same cluster's life again and again, each time cut off at other boundaries, and
 * compares each end with that of the undisturbed run.
 */
export async function enumerate(options: EnumerateOptions): Promise<Enumerated> {
  const { name, every, first, onFinding } = options;
  const findings: Finding[] = [];
  try {
    const recorded = await record(name);
    // hosts work side by side: only a sorted list is the same in every run
    const boundariesOf = (kind: Kind) =>
      [...new Set(recorded.get(kind)?.boundaries)].toSorted((a, b) => a.localeCompare(b));
    const longest = Math.max(...KINDS.map((kind) => boundariesOf(kind).length));
    for (let at = first; at < longest; at += every) {
      const dieAt = new Map(
        KINDS.flatMap((kind) => {
          const boundary = boundariesOf(kind)[at];
          return boundary === undefined ? [] : [[kind, boundary] as const];
        }),
      );
      const last = KINDS.findLast((kind) => dieAt.has(kind));
      const lab = await makeCycleLab(name);
      let clean = false;
      await runCycle(lab, dieAt, (lap) => {
        const boundary = dieAt.get(lap.kind);
        const found = differences(recorded.get(lap.kind)?.end ?? [], lap.end);
        if (boundary !== undefined && !lap.died) found.push('- it did not die there');
        if (boundary !== undefined || found.length > 0) {
          const finding = { kind: lap.kind, boundary: boundary ?? 'none', differences: found };
          findings.push(finding);
          onFinding(finding);
        }
        clean = found.length === 0 && lap.kind === 'delete-cluster';
        return found.length === 0 && lap.kind !== last;
      });
      // hosts that are not as they were would spoil what comes after
      if (!clean) await down(name);
    }
    const boundaries = new Map(KINDS.map((kind) => [kind, boundariesOf(kind).length]));
    return { boundaries, findings };
  } finally {
    await down(name);
  }
}
