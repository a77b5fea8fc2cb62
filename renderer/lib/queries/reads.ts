import type { ChangeEvent } from '../../../shared/contract/changes.ts';
import type { ProcedureInput, ProcedureName } from '../../../shared/contract/rpc.ts';

type Resource = ChangeEvent['resource'];

/**
 * Every call that reads, with the kinds of records that its answer is made of: when one of them
 * changes, the answer is read again. This is the one place that says so; a call that is missing here
 * cannot be read by a screen.
 */
export const reads = {
  'app.info': [],
  'clusters.list': ['cluster', 'host'],
  'clusters.checkName': ['cluster'],
  'clusters.get': ['cluster', 'host'],
  'clusters.listHosts': ['host', 'cluster', 'pubkey'],
  'clusters.components': ['host', 'cluster'],
  'hosts.list': ['host', 'cluster', 'pubkey'],
  'hosts.get': ['host'],
  'operations.list': ['operation', 'cluster'],
  'operations.get': ['operation', 'cluster'],
  'operations.logs': ['operation'],
  'pubkeys.list': ['pubkey'],
  'pubkeys.get': ['pubkey'],
  'registries.list': ['registry'],
  'registries.get': ['registry'],
  'registries.validate': ['registry'],
  'providers.list': ['provider'],
  'providers.get': ['provider'],
  'providers.validate': ['provider'],
  'smtp.list': ['smtp'],
  'smtp.get': ['smtp'],
  'tokens.list': [],
  'logs.list': ['log'],
  'stacks.list': [],
  'settings.get': [],
} as const satisfies Partial<Record<ProcedureName, readonly Resource[]>>;

export type ReadName = keyof typeof reads;

/** Where the cache keeps the answer to a call with its input. */
export type ReadKey = readonly [name: ReadName, input: unknown];

declare module '@tanstack/react-query' {
  interface Register {
    /** useRead is the one way into the cache, so that every key is one of its keys */
    queryKey: ReadKey;
  }
}

/** The key of one answer in the cache. */
export function readKey<N extends ReadName>(name: N, input: ProcedureInput<N>): ReadKey {
  return [name, input];
}

/** Whether an answer in the cache may be another one after records of these kinds have changed. */
export function isMadeOf(key: ReadKey, changed: ReadonlySet<Resource>): boolean {
  return reads[key[0]].some((resource: Resource) => changed.has(resource));
}

/** `tokens` of `tokens.create`: what a call changes it answers itself, at least. */
export function groupOf(name: ProcedureName): string {
  return name.slice(0, name.indexOf('.'));
}
