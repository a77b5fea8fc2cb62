import type { Problem } from '../../shared/contract/errors.ts';
import type { Step } from '../../shared/contract/operation.ts';
import type { Database } from './database.ts';
import type { OperationEventRepository } from './operation-events.ts';

/** A step with its place in the operation's list, which is for the order alone. */
export interface JournalStep extends Step {
  ordinal: number;
}

interface Row {
  operation_id: string;
  phase: string;
  subject: string;
  host_id: string;
  ordinal: number;
  host: string;
  state: Step['state'];
  attempt: number;
  started_at: string | null;
  ended_at: string | null;
  errors: string;
  changes: string;
}

/** What a step is known by within its operation, whatever the list of phases. */
export function stepKey(step: Pick<Step, 'phase' | 'subject' | 'hostId'>): string {
  return `${step.phase}/${step.subject}/${step.hostId}`;
}

/** A step as it is told. */
export function withoutOrdinal({ ordinal: _, ...step }: JournalStep): Step {
  return step;
}

function toRow(operationId: string, step: JournalStep): Row {
  return {
    operation_id: operationId,
    phase: step.phase,
    subject: step.subject,
    host_id: step.hostId,
    ordinal: step.ordinal,
    host: step.host,
    state: step.state,
    attempt: step.attempt,
    started_at: step.startedAt,
    ended_at: step.endedAt,
    errors: JSON.stringify(step.errors),
    changes: JSON.stringify(step.changes),
  };
}

function fromRow(row: Row): JournalStep {
  return {
    phase: row.phase,
    subject: row.subject,
    ordinal: row.ordinal,
    hostId: row.host_id,
    host: row.host,
    state: row.state,
    attempt: row.attempt,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    errors: JSON.parse(row.errors) as Problem[],
    changes: JSON.parse(row.changes) as string[],
  };
}

/** The journal of operations: each phase on each host. What is written here is on the disk. */
export class JournalRepository {
  private readonly db: Database;
  private readonly events: OperationEventRepository;
  private readonly openSteps;

  constructor(db: Database, events: OperationEventRepository) {
    this.db = db;
    this.openSteps = db.prepare<[string]>(
      `SELECT 1 FROM journal_steps WHERE operation_id = ? AND state IN ('failed', 'cancelled') LIMIT 1`,
    );
    this.events = events;
  }

  /** The steps of an operation, in the order of its list. */
  steps(operationId: string): JournalStep[] {
    return this.db
      .prepare<[string], Row>(
        'SELECT * FROM journal_steps WHERE operation_id = ? ORDER BY ordinal, host_id',
      )
      .all(operationId)
      .map(fromRow);
  }

  /** Whether a step of an operation failed or was cancelled. */
  hasOpenSteps(operationId: string): boolean {
    return this.openSteps.get(operationId) !== undefined;
  }

  /** Puts other rows in the place of an operation's: its list of phases has changed. */
  replace(operationId: string, steps: readonly JournalStep[]): void {
    this.db.transaction(() => {
      this.db.prepare('DELETE FROM journal_steps WHERE operation_id = ?').run(operationId);
      for (const step of steps) this.insert(operationId, step);
    })();
  }

  private insert(operationId: string, step: JournalStep): void {
    this.db
      .prepare<Row>(
        `INSERT OR REPLACE INTO journal_steps VALUES (@operation_id, @phase, @subject, @host_id,
           @ordinal, @host, @state, @attempt, @started_at, @ended_at, @errors, @changes)`,
      )
      .run(toRow(operationId, step));
  }

  /** Writes a step's row and its event in one transaction, then emits it. */
  write(operationId: string, step: JournalStep): void {
    this.db.transaction(() => {
      this.insert(operationId, step);
      this.events.emit(operationId, { type: 'step', step: withoutOrdinal(step) });
    })();
  }
}
