import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { problemSchema } from './errors.ts';
import { hostRoles } from './host.ts';

export const operationKinds = [
  'create-cluster',
  'delete-cluster',
  'add-hosts',
  'remove-hosts',
  'add-pubkeys',
  'remove-pubkeys',
  'add-registries',
  'remove-registries',
] as const;
export type OperationKind = (typeof operationKinds)[number];

export const operationStates = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'rolling-back',
  'rolled-back',
] as const;
export type OperationState = (typeof operationStates)[number];

/** States in which an operation is at work, or would be if the control plane ran. */
export const unfinishedStates = [
  'pending',
  'running',
  'rolling-back',
] as const satisfies readonly OperationState[];

/** Is an operation in this state at work? */
export function isUnfinished(state: OperationState): boolean {
  return (unfinishedStates as readonly OperationState[]).includes(state);
}

/** What the operator can do to an operation; the names are those of the calls. */
export const operationActions = ['retry', 'cancel', 'rollback'] as const;
export type OperationAction = (typeof operationActions)[number];

/** skipped: nothing was to be done (the probe said so, or the host is out of the operation). */
export const stepStates = [
  'pending',
  'running',
  'done',
  'skipped',
  'failed',
  'cancelled',
  'undone',
] as const;
export type StepState = (typeof stepStates)[number];

/**
 * A phase's name. Not an enum: an operation that another version of the program has begun may have
 * phases that this one does not know, which are shown as they are.
 */
const phaseName = z.string().max(100);
/** what a phase is about where a list has it several times, such as a component; else empty */
const phaseSubject = z.string().max(200).default('');

/** One phase on one host, as the journal has it. Times in RFC 3339 with milliseconds. */
export const step = z
  .object({
    phase: phaseName,
    subject: phaseSubject,
    hostId: objectId,
    host: z.string(),
    state: z.enum(stepStates),
    attempt: z.int(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    errors: z.array(problemSchema),
    /** what was changed on the host, in words */
    changes: z.array(z.string()),
  })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof step>;

export const operation = z
  .object({
    _id: objectId,
    clusterId: objectId,
    clusterName: z.string(),
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
    /** phases in their order, with a step for each host that takes part */
    phases: z.array(
      z.object({ name: phaseName, subject: phaseSubject, title: z.string(), steps: z.array(step) }),
    ),
    /** what can be done to it now; the levers refuse everything else */
    actions: z.array(z.enum(operationActions)),
    error: problemSchema.nullable(),
    user_id: z.string(),
    time_create: timestamp,
    time_update: timestamp,
    time_end: timestamp.nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;

/** The operation without its steps, for lists. */
export const operationSummary = operation.omit({ phases: true }).meta({ id: 'OperationSummary' });
export type OperationSummary = z.infer<typeof operationSummary>;

export const operationListQuery = listQuery.extend({
  cluster_id: z.union([z.literal(''), objectId]).optional(),
  state: z.enum([...operationStates, '']).optional(),
});
export type OperationListQuery = z.infer<typeof operationListQuery>;

const eventBase = { seq: z.int(), operationId: objectId, time: z.string() };

/** A line of an operation's log, with secrets taken out. */
export const operationLogEvent = z
  .object({
    ...eventBase,
    type: z.literal('log'),
    phase: phaseName,
    hostId: objectId,
    host: z.string(),
    line: z.string(),
  })
  .meta({ id: 'OperationLogEvent' });
export type OperationLogEvent = z.infer<typeof operationLogEvent>;

/** Which lines of an operation's log; without `limit` the first 1000. */
export const operationLogQuery = listQuery.omit({ sort: true }).extend({
  host_id: z.union([z.literal(''), objectId]).optional(),
  phase: phaseName.optional(),
  /** part of the line */
  q: z.string().max(200).optional(),
});
export type OperationLogQuery = z.infer<typeof operationLogQuery>;

/** What happens in an operation, in order; seq rises without gaps worth relying on. */
export const operationEvent = z
  .discriminatedUnion('type', [
    z.object({
      ...eventBase,
      type: z.literal('operation'),
      state: z.enum(operationStates),
      error: problemSchema.nullable(),
    }),
    z.object({ ...eventBase, type: z.literal('step'), step }),
    operationLogEvent,
  ])
  .meta({ id: 'OperationEvent' });
export type OperationEvent = z.infer<typeof operationEvent>;

/** One host's part of a plan. */
export const planHost = z.object({
  host: z.string(),
  role: z.enum(hostRoles),
  facts: z.record(z.string(), z.string()),
  changes: z.array(z.object({ phase: phaseName, change: z.string() })),
  errors: z.array(problemSchema),
});
export const plan = z
  .object({ hosts: z.array(planHost), changes: z.int(), errors: z.int() })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof plan>;
