import { z } from 'zod';
import type { ErrorEntry } from './error-entry.ts';
import { apiErrors } from './error-table-api.ts';
import { hostErrors } from './error-table-hosts.ts';

/** The one table of error codes; docs/errors has a page for each. */
export const errorTable = { ...apiErrors, ...hostErrors } as const satisfies Record<
  string,
  ErrorEntry
>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

export const fieldError = z
  .object({
    field: z.string().describe('A path such as masterNodes.0.ip; . is the whole.'),
    message: z.string().describe('What is wrong with it.'),
    code: z.enum(errorCodes).optional().describe('Its code, where it has one of its own.'),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof fieldError>;

/** An error as data. `host` is an address, `step` a phase's name, `docs` a path below docs/. */
export const problemSchema = z
  .object({
    code: z.enum(errorCodes).describe('One of a closed list.'),
    title: z.string().describe('The code in words.'),
    message: z.string().describe('What happened.'),
    host: z.string().optional().describe('The address of the host where it happened.'),
    step: z.string().optional().describe('The phase in which it happened.'),
    cause: z.string().optional().describe('The words of the program that failed.'),
    fix: z.string().describe('What to do.'),
    docs: z.string().describe('A page below docs/.'),
    details: z.array(fieldError).optional().describe('Every field that was refused.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

export interface ProblemContext {
  host?: string | undefined;
  step?: string | undefined;
  /** The words of the program or system that failed, free of secrets. */
  cause?: string | undefined;
  details?: FieldError[] | undefined;
  /** Overrides the table's general advice where the thrower knows better. */
  fix?: string | undefined;
}

/** What a thrower knows of an error besides its code. */
export interface ErrorContext extends ProblemContext {
  /** Seconds after which trying again can succeed; absent where it cannot by itself. */
  retryAfter?: number;
}

/** Leaves out what is not known: a Problem has no undefined fields. */
function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as never;
}

/** Builds the data of an error from its code and what is known of this case. */
export function problem(code: ErrorCode, message: string, context: ProblemContext = {}): Problem {
  const entry = errorTable[code];
  return {
    title: entry.title,
    fix: entry.fix,
    ...present(context),
    code,
    message,
    docs: `errors/${code}.md`,
  };
}

/** The only error that services, engine and API throw on purpose: it carries a Problem. */
export class ControlPlaneError extends Error {
  override readonly name = 'ControlPlaneError';
  readonly problem: Problem;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message);
    const { retryAfter, ...known } = context;
    this.problem = problem(code, message, known);
    this.retryAfter = retryAfter;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }

  /** The HTTP status that fits. */
  get status(): number {
    return errorTable[this.problem.code].status;
  }
}

/** How SQLite and the system say that the disk of the control plane itself is full. */
const NO_SPACE: ReadonlySet<unknown> = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR_SHMSIZE',
  'ENOSPC',
  'EDQUOT',
]);

/** E12014 where a thrown value says that our own disk is full; undefined for any other. */
export function diskFull(error: unknown, context: ProblemContext = {}): Problem | undefined {
  if (!(error instanceof Error) || !NO_SPACE.has((error as { code?: unknown }).code)) return;
  return problem('E12014', 'The disk that holds the data folder of Clusterdesk is full.', context);
}

/** Any thrown value as a Problem; what nobody foresaw becomes E12003. */
export function toProblem(error: unknown, context: ProblemContext = {}): Problem {
  if (error instanceof ControlPlaneError) return { ...present(context), ...error.problem };
  const full = diskFull(error, context);
  if (full) return full;
  return problem('E12003', 'Something went wrong inside Clusterdesk.', {
    ...context,
    cause: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
}
