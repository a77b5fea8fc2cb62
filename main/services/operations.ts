import { setTimeout as sleep } from 'node:timers/promises';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import {
  isUnfinished,
  type Operation,
  type OperationEvent,
  type OperationListQuery,
  type OperationLogEvent,
  type OperationLogQuery,
  type OperationState,
  type OperationSummary,
} from '../../shared/contract/operation.ts';
import { phaseTitle } from '../../shared/contract/phases.ts';
import type { Engine } from '../provisioning/engine.ts';
import type { Stores } from '../store/index.ts';
import { withoutOrdinal } from '../store/journal.ts';
import type { OperationRecord } from '../store/operations.ts';
import {
  actionsOfOperation,
  requireOperationAction,
  retryState,
  type OperationFacts,
} from './actions.ts';
import { sortKeys } from './ordering.ts';
import type { Actor, List, OperationService } from './types.ts';

export interface OperationParts extends Pick<
  Stores,
  'transaction' | 'clusters' | 'operations' | 'journal' | 'events' | 'leases'
> {
  readonly engine: Engine;
}

const sortFields = { _id: 'id', time_create: 'id', state: 'state', kind: 'kind' } as const;
const DEFAULT_LINES = 1000;
const MOST_LINES = 10_000;
/** Operations: looking at them, following them, and the operator's three levers. */
export class Operations implements OperationService {
  private readonly parts: OperationParts;

  constructor(parts: OperationParts) {
    this.parts = parts;
  }

  list(actor: Actor, query: OperationListQuery): List<OperationSummary> {
    const order = sortKeys(query.sort, sortFields, '-_id');
    return this.parts.operations
      .list(actor.tenantId, query, order)
      .map((record) => this.summary(record));
  }

  get(actor: Actor, id: string): Operation {
    const record = this.record(actor, id);
    const byPhase = Map.groupBy(this.parts.journal.steps(id), ({ ordinal }) => ordinal);
    return {
      ...this.summary(record),
      phases: [...byPhase.values()].flatMap((steps) => {
        const [first] = steps;
        if (!first) return [];
        const { phase: name, subject } = first;
        return { name, subject, title: phaseTitle(name), steps: steps.map(withoutOrdinal) };
      }),
    };
  }

  retry(actor: Actor, id: string): Operation {
    const record = this.record(actor, id);
    requireOperationAction(this.facts(record), 'retry');
    return this.again(actor, record, retryState(record));
  }

  cancel(actor: Actor, id: string): Operation {
    const record = this.record(actor, id);
    requireOperationAction(this.facts(record), 'cancel');
    this.parts.engine.cancel(record);
    return this.get(actor, id);
  }

  rollback(actor: Actor, id: string): Operation {
    const record = this.record(actor, id);
    requireOperationAction(this.facts(record), 'rollback');
    return this.again(actor, record, 'rolling-back');
  }

  async wait(id: string, ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const late = sleep(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) });
    // an aborted pause is an ended one
    await Promise.race([this.parts.engine.wait(id), late.catch(() => undefined)]);
    over.abort();
  }

  logs(actor: Actor, id: string, query: OperationLogQuery): List<OperationLogEvent> {
    this.record(actor, id);
    return this.parts.events.searchLogs(id, {
      hostId: query.host_id,
      phase: query.phase,
      text: query.q,
      skip: query.skip ?? 0,
      limit: Math.min(query.limit || DEFAULT_LINES, MOST_LINES),
    });
  }

  events(
    actor: Actor,
    id: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<OperationEvent> {
    this.record(actor, id);
    return this.follow(id, after, signal);
  }

  private async *follow(
    id: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<OperationEvent> {
    const { operations, events: stored } = this.parts;
    let seen = after;
    let wake = () => undefined as void;
    const onEvent = (event: OperationEvent) => {
      if (event.operationId === id) wake();
    };
    stored.bus.on('event', onEvent);
    signal.addEventListener('abort', () => wake());
    try {
      while (!signal.aborted) {
        // the waiting starts before the reading, so that nothing falls between the two
        const news = new Promise<void>((resolve) => (wake = resolve));
        const events = stored.after(id, seen);
        for (const event of events) {
          seen = event.seq;
          yield event;
        }
        if (events.length > 0) continue;
        const state = operations.find(id)?.state;
        if (!state || !isUnfinished(state)) return;
        await news;
      }
    } finally {
      stored.bus.off('event', onEvent);
    }
  }

  private summary(record: OperationRecord): OperationSummary {
    return {
      _id: record.id,
      clusterId: record.clusterId,
      clusterName: record.clusterName,
      kind: record.kind,
      state: record.state,
      actions: actionsOfOperation(this.facts(record)),
      error: record.error,
      user_id: record.userId,
      time_create: record.timeCreate,
      time_update: record.timeUpdate,
      time_end: record.timeEnd,
    };
  }

  private facts({ id, clusterId, kind, state }: OperationRecord): OperationFacts {
    const { clusters, operations, journal } = this.parts;
    return {
      kind,
      state,
      clusterStatus: clusters.find(clusterId)?.status,
      isNewest: operations.newestOf(clusterId) === id,
      hasOpenSteps: journal.hasOpenSteps(id),
    };
  }

  private again(actor: Actor, record: OperationRecord, state: OperationState): Operation {
    const { transaction, operations, leases, engine } = this.parts;
    const next = { ...record, state, isRollback: state === 'rolling-back' };
    transaction(() => {
      leases.acquire(record.clusterId, record.id);
      operations.setState(record.id, state);
      if (next.isRollback) operations.setRollback(record.id);
      engine.begin(next);
    });
    engine.start(next);
    return this.get(actor, record.id);
  }

  private record(actor: Actor, id: string): OperationRecord {
    const found = this.parts.operations.find(id);
    const cluster = found && this.parts.clusters.find(found.clusterId);
    if (found && cluster?.tenantId === actor.tenantId) return found;
    throw new ControlPlaneError('E60000', `There is no operation ${id}.`);
  }
}
