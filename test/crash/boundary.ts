import type { Step } from '../../shared/contract/operation.ts';

/** A place in an operation where it can be cut off: after a row of the journal was written. */
export type Boundary = string;

export function boundaryOf({
  phase,
  host,
  state,
}: Pick<Step, 'phase' | 'host' | 'state'>): Boundary {
  return `${phase}/${host}/${state}`;
}

/** The boundaries that a control plane has told, in their order. */
export function boundariesIn(output: string): Boundary[] {
  return [...output.matchAll(/^journal (\S+)$/gm)].flatMap((match) => match[1] ?? []);
}
