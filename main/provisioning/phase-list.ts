import { createHash } from 'node:crypto';
import type { HostRecord } from '../store/hosts.ts';
import { stepKey, type JournalStep } from '../store/journal.ts';
import type { OperationDefinition } from './operation.ts';
import type { Phase } from './phase.ts';

/** What a phase is known by in every list and version: its name, and its subject where it has one. */
export function phaseKey({ name, subject }: Pick<Phase, 'name' | 'subject'>): string {
  return subject === undefined ? name : `${name}:${subject}`;
}

function keyOfStep({ phase, subject }: JournalStep): string {
  return subject === '' ? phase : `${phase}:${subject}`;
}

/** What tells one list of phases from another: a hash of their keys in their order. */
export function listVersion(phases: readonly Phase[]): string {
  const keys = phases.map(phaseKey).join('\n');
  return createHash('sha256').update(keys).digest('hex').slice(0, 12);
}

function stepOf(phase: Phase, ordinal: number, host: HostRecord): JournalStep {
  return {
    phase: phase.name,
    subject: phase.subject ?? '',
    ordinal,
    hostId: host.id,
    host: host.ip,
    state: 'pending',
    attempt: 0,
    startedAt: null,
    endedAt: null,
    errors: [],
    changes: [],
  };
}

/** The steps of an operation before it starts: each phase with each host that takes part. */
export function initialSteps(
  phases: readonly Phase[],
  hosts: readonly HostRecord[],
): JournalStep[] {
  return phases.flatMap((phase, ordinal) =>
    hosts
      .filter((host) => phase.targets?.(host, hosts) ?? true)
      .map((host) => stepOf(phase, ordinal, host)),
  );
}

export interface MigratedSteps {
  /** the journal under today's list */
  readonly steps: JournalStep[];
  /** keys of phases that were begun and that today's list does not know */
  readonly unknown: string[];
}

/**
 * Puts the journal of an operation that another version began under today's list. What was done
 * stays done, under its phase's name; phases that are new are pending; phases that are gone are
 * left out where no host had begun them.
 * @param journal the rows as they stand
 * @param hosts those of the operation
 */
export function migrateSteps(
  { phases, renamed = {} }: OperationDefinition,
  hosts: readonly HostRecord[],
  journal: readonly JournalStep[],
): MigratedSteps {
  const ordinals = new Map(phases.map((phase, ordinal) => [phaseKey(phase), ordinal]));
  const steps = new Map<string, JournalStep>();
  const present = new Set<string>();
  const unknown = new Set<string>();
  for (const row of journal) {
    const key = renamed[keyOfStep(row)] ?? keyOfStep(row);
    const ordinal = ordinals.get(key);
    const phase = ordinal === undefined ? undefined : phases[ordinal];
    if (ordinal === undefined || phase === undefined) {
      if (row.state !== 'pending') unknown.add(key);
      continue;
    }
    present.add(key);
    const step = { ...row, phase: phase.name, subject: phase.subject ?? '', ordinal };
    steps.set(stepKey(step), step);
  }
  for (const step of initialSteps(phases, hosts)) {
    if (!present.has(keyOfStep(step))) steps.set(stepKey(step), step);
  }
  return { steps: [...steps.values()], unknown: [...unknown] };
}
