import { z } from 'zod';
import { dataCall, listCall, streamCall } from '../call.ts';
import { wholeNumber } from '../common.ts';
import {
  operation,
  operationEvent,
  operationListQuery,
  operationLogEvent,
  operationLogQuery,
  operationSummary,
} from '../operation.ts';
import { exampleLogLine, exampleOperation } from './examples.ts';
import { idOf, waitQuery } from './params.ts';

const tag = 'Operations';
const params = idOf('the operation');

/** One of the operator's three levers. */
function lever(verb: 'retry' | 'cancel' | 'rollback', summary: string) {
  return dataCall({
    method: 'POST',
    path: `/v1/operations/{id}/${verb}`,
    tag,
    summary,
    access: 'operate',
    errors: ['E60000', 'E60001', 'E50016'],
    params,
    query: waitQuery,
    data: operation,
    example: { data: { ...exampleOperation, phases: [] } },
  });
}

/** Operations: what is being done to a cluster, step by step. */
export const operationCalls = {
  'operations.list': listCall({
    method: 'GET',
    path: '/v1/operations',
    tag,
    summary: 'List operations',
    access: 'read',
    query: operationListQuery,
    item: operationSummary,
    example: { data: [exampleOperation] },
  }),
  'operations.get': dataCall({
    method: 'GET',
    path: '/v1/operations/{id}',
    tag,
    summary: 'One operation with its phases and steps',
    access: 'read',
    errors: ['E60000'],
    params,
    data: operation,
    example: { data: { ...exampleOperation, phases: [] } },
  }),
  'operations.logs': listCall({
    method: 'GET',
    path: '/v1/operations/{id}/logs',
    tag,
    summary: 'Search the log of an operation',
    description:
      'Lines in their order, by host, phase and part of their text; 1000 where no limit is ' +
      'given. The events of the last 50 operations of a cluster are kept.',
    access: 'read',
    errors: ['E60000'],
    params,
    query: operationLogQuery,
    item: operationLogEvent,
    example: { data: [exampleLogLine] },
  }),
  'operations.events': streamCall({
    method: 'GET',
    path: '/v1/operations/{id}/events',
    tag,
    summary: 'The events of an operation, as server-sent events',
    description:
      'All events from the first on, then live ones; with Last-Event-ID only those after it. ' +
      'The stream closes after the event `end`.',
    access: 'read',
    errors: ['E60000'],
    params,
    query: z.object({
      after: wholeNumber('Only events after this one, as Last-Event-ID says it.'),
    }),
    event: operationEvent,
  }),
  'operations.retry': lever('retry', 'Try the failed steps of an operation again'),
  'operations.cancel': lever('cancel', 'Stop an operation'),
  'operations.rollback': lever('rollback', 'Undo what an operation did, in reverse order'),
};
