import type { Operation, Step } from '../../../shared/contract/operation.ts';

const at = (text: string | null) => (text === null ? Number.NaN : Date.parse(text));
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(8);

function took({ startedAt, endedAt }: Step): number {
  return at(endedAt) - at(startedAt);
}

/** From the operation's first step to the end of its last. */
export function durationOf(operation: Operation): number {
  const steps = operation.phases.flatMap((phase) => phase.steps).filter((step) => step.endedAt);
  const first = Math.min(...steps.map((step) => at(step.startedAt)));
  return Math.max(...steps.map((step) => at(step.endedAt))) - first;
}

/** How long each phase took on the host that needed longest, as lines of a table. */
export function phaseTimes(operation: Operation): string {
  const lines = operation.phases.flatMap(({ name, steps }) => {
    const times = steps.map(took).filter((ms) => !Number.isNaN(ms));
    return times.length === 0 ? [] : [`  ${name.padEnd(20)}${seconds(Math.max(...times))}`];
  });
  return [
    `${operation.kind}: ${operation.state} after ${seconds(durationOf(operation)).trim()}`,
    ...lines,
  ].join('\n');
}

/** Tells a measurement beside the tests' results. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
