import {
  operation,
  operationListQuery,
  operationLogEvent,
  operationLogQuery,
  operationSummary,
} from '../../../shared/contract/operation.ts';
import { call, idParams, listCall, streamCall, type Call } from '../call.ts';
import { lastEventId, sendEvents } from '../event-stream.ts';
import type { ApiServices } from '../services.ts';
import { exampleLogLine, exampleOperation } from './examples.ts';

/** Operations: what is being done to a cluster, step by step. */
export function operationCalls({ operations }: ApiServices, stopping: AbortSignal): Call[] {
  const tag = 'Operations';
  const steer = (verb: 'retry' | 'cancel' | 'rollback', summary: string) =>
    call({
      method: 'POST',
      path: `/v1/operations/{id}/${verb}`,
      tag,
      summary,
      access: 'operate',
      errors: ['E60000', 'E60001', 'E50016'],
      params: idParams,
      data: operation,
      example: { data: { ...exampleOperation, phases: [] } },
      handle: ({ actor, params }) => operations[verb](actor, params.id),
    });

  return [
    listCall({
      method: 'GET',
      path: '/v1/operations',
      tag,
      summary: 'List operations',
      access: 'read',
      query: operationListQuery,
      item: operationSummary,
      example: { data: [exampleOperation] },
      handle: ({ actor, query }) => operations.list(actor, query),
    }),
    call({
      method: 'GET',
      path: '/v1/operations/{id}',
      tag,
      summary: 'One operation with its phases and steps',
      access: 'read',
      errors: ['E60000'],
      params: idParams,
      data: operation,
      example: { data: { ...exampleOperation, phases: [] } },
      handle: ({ actor, params }) => operations.get(actor, params.id),
    }),
    listCall({
      method: 'GET',
      path: '/v1/operations/{id}/logs',
      tag,
      summary: 'Search the log of an operation',
      description:
        'Lines in their order, by host, phase and part of their text; 1000 where no limit is ' +
        'given. The events of the last 50 operations of a cluster are kept.',
      access: 'read',
      errors: ['E60000'],
      params: idParams,
      query: operationLogQuery,
      item: operationLogEvent,
      example: { data: [exampleLogLine] },
      handle: ({ actor, params, query }) => operations.logs(actor, params.id, query),
    }),
    streamCall({
      method: 'GET',
      path: '/v1/operations/{id}/events',
      tag,
      summary: 'The events of an operation, as server-sent events',
      description:
        'All events from the first on, then live ones; with Last-Event-ID only those after it. ' +
        'The stream closes after the event `end`.',
      access: 'read',
      errors: ['E60000'],
      params: idParams,
      produces: 'text/event-stream',
      async handle({ actor, params, request, reply }) {
        operations.get(actor, params.id);
        const stop = new AbortController();
        const signal = AbortSignal.any([stop.signal, stopping]);
        stopping.addEventListener('abort', () => stop.abort(), { signal: stop.signal });
        const after = lastEventId(request);
        await sendEvents(request, reply, stop, operations.events(actor, params.id, after, signal));
      },
    }),
    steer('retry', 'Try the failed steps of an operation again'),
    steer('cancel', 'Stop an operation'),
    steer('rollback', 'Undo what an operation did, in reverse order'),
  ];
}
