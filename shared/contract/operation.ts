import { z } from 'zod';
import { listQuery, objectId, timestamp } from './common.ts';
import { problemSchema } from './errors.ts';
import { hostRoles } from './host.ts';

export const operationKinds = [
  'create-cluster',
  'delete-cluster',
  'add-hosts',
  'remove-hosts',
  'replace-host',
  'add-pubkeys',
  'remove-pubkeys',
  'add-registries',
  'remove-registries',
] as const;
export type OperationKind = (typeof operationKinds)[number];

/** partial: what is required is done, but some hosts failed. */
export const operationStates = [
  'pending',
  'running',
  'succeeded',
  'partial',
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
    phase: phaseName.describe('The name of the phase.'),
    subject: phaseSubject.describe(
      'What the phase is about where a list has it several times; else empty.',
    ),
    hostId: objectId.describe('The id of the host.'),
    host: z.string().describe('The address of the host.'),
    state: z.enum(stepStates).describe('How the step stands; skipped: nothing was to be done.'),
    attempt: z.int().describe('How often it was begun.'),
    startedAt: z.string().nullable().describe('When it was begun last, with milliseconds.'),
    endedAt: z.string().nullable().describe('When it ended, with milliseconds.'),
    errors: z.array(problemSchema).describe('What went wrong, newest last.'),
    changes: z.array(z.string()).describe('What was changed on the host, in words.'),
  })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof step>;

export const operation = z
  .object({
    _id: objectId.describe('The id of the operation.'),
    clusterId: objectId.describe('The id of the cluster that it works on.'),
    clusterName: z.string().describe('The name of that cluster.'),
    kind: z.enum(operationKinds).describe('What it does.'),
    state: z.enum(operationStates).describe('How it stands.'),
    phases: z
      .array(
        z.object({
          name: phaseName.describe('Its name.'),
          subject: phaseSubject.describe(
            'What it is about where a list has it several times; else empty.',
          ),
          title: z.string().describe('What it does.'),
          steps: z.array(step).describe('A step for each host that takes part.'),
        }),
      )
      .describe('Its phases in their order.'),
    actions: z
      .array(z.enum(operationActions))
      .describe('What can be done to it now; the calls refuse everything else.'),
    error: problemSchema.nullable().describe('Why it failed.'),
    user_id: z.string().describe('The id of the user who began it.'),
    time_create: timestamp.describe('When it began.'),
    time_update: timestamp.describe('When it was changed last.'),
    time_end: timestamp.nullable().describe('When it ended.'),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;

/** The operation without its steps, for lists. */
export const operationSummary = operation.omit({ phases: true }).meta({ id: 'OperationSummary' });
export type OperationSummary = z.infer<typeof operationSummary>;

export const operationListQuery = listQuery.extend({
  cluster_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only operations on this cluster.'),
  state: z
    .enum([...operationStates, ''])
    .optional()
    .describe('Only operations in this state.'),
});
export type OperationListQuery = z.infer<typeof operationListQuery>;

const eventBase = {
  seq: z.int().describe('Its number within the operation; rises, with gaps.'),
  operationId: objectId.describe('The id of the operation.'),
  time: z.string().describe('When it happened, with milliseconds.'),
};

/** A line of an operation's log, with secrets taken out. */
export const operationLogEvent = z
  .object({
    ...eventBase,
    type: z.literal('log').describe('A line of the log.'),
    phase: phaseName.describe('The phase that wrote it.'),
    hostId: objectId.describe('The id of the host.'),
    host: z.string().describe('The address of the host.'),
    line: z.string().describe('The line, secrets taken out.'),
  })
  .meta({ id: 'OperationLogEvent' });
export type OperationLogEvent = z.infer<typeof operationLogEvent>;

/** Which lines of an operation's log; without `limit` the first 1000. */
export const operationLogQuery = listQuery.omit({ sort: true }).extend({
  host_id: z
    .union([z.literal(''), objectId])
    .optional()
    .describe('Only lines of this host.'),
  phase: phaseName.optional().describe('Only lines of this phase.'),
  q: z.string().max(200).optional().describe('Only lines that have this text in them.'),
});
export type OperationLogQuery = z.infer<typeof operationLogQuery>;

/** What happens in an operation, in order; seq rises without gaps worth relying on. */
export const operationEvent = z
  .discriminatedUnion('type', [
    z.object({
      ...eventBase,
      type: z.literal('operation').describe('The operation came into another state.'),
      state: z.enum(operationStates).describe('That state.'),
      error: problemSchema.nullable().describe('Why it failed.'),
    }),
    z.object({
      ...eventBase,
      type: z.literal('step').describe('A step came into another state.'),
      step: step.describe('The step.'),
    }),
    operationLogEvent,
  ])
  .meta({ id: 'OperationEvent' });
export type OperationEvent = z.infer<typeof operationEvent>;

/** One host's part of a plan. */
export const planHost = z.object({
  host: z.string().describe('The address of the host.'),
  role: z.enum(hostRoles).describe('What it is for.'),
  facts: z.record(z.string(), z.string()).describe('What was found on it.'),
  changes: z
    .array(
      z.object({
        phase: phaseName.describe('The phase that would do it.'),
        change: z.string().describe('In words.'),
      }),
    )
    .describe('What would be done to it, in order.'),
  errors: z.array(problemSchema).describe('What stands in the way.'),
});
export const plan = z
  .object({
    hosts: z.array(planHost).describe('What was found and would be done on each host.'),
    changes: z.int().describe('How many changes there would be in all.'),
    errors: z.int().describe('How many errors there are in all.'),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof plan>;
