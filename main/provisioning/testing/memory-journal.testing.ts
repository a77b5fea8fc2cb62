import { stepKey, type JournalStep } from '../../store/journal.ts';

/** A journal in memory, with what tests ask of one. */
export function memoryJournal(steps: JournalStep[]) {
  const rows = new Map(steps.map((step) => [stepKey(step), step]));
  const lines: string[] = [];
  return {
    lines,
    steps: () => [...rows.values()],
    write: (step: JournalStep) => void rows.set(stepKey(step), step),
    log: (_step: JournalStep, line: string) => void lines.push(line),
    /** what the journal says of each host's steps, in the order of the phases */
    states: () =>
      Object.fromEntries(
        [...Map.groupBy(rows.values(), (step) => step.host)].map(([host, own]) => [
          host,
          own.map((step) => step.state).join(' '),
        ]),
      ),
  };
}
