import { z } from 'zod';
import { cluster, clusterListQuery, createClusterInput } from './cluster.ts';
import { objectId } from './common.ts';
import { problemSchema, type Problem } from './errors.ts';
import { addHostsInput, host, hostListItem, hostListQuery, removeHostsInput } from './host.ts';
import { jumpInput } from './node.ts';
import {
  operation,
  operationEvent,
  operationListQuery,
  operationSummary,
  plan,
} from './operation.ts';

/** A node's login as the page asks a host for its key, before anything is stored. */
const scanInput = jumpInput.pick({ ip: true, port: true });

/**
 * The page's calls: name → input and output. Both transports (IPC and WebSocket) parse the input
 * with these schemas and answer errors as data.
 */
export const procedures = {
  'app.info': {
    input: z.object({}),
    output: z.object({
      version: z.string(),
      url: z.string(),
      user: z.object({ _id: objectId, name: z.string() }),
      vault: z.enum(['keychain', 'key-file']),
      shell: z.enum(['desktop', 'browser']),
    }),
  },
  'clusters.list': {
    input: clusterListQuery,
    output: z.object({ count: z.int(), items: z.array(cluster) }),
  },
  'clusters.get': { input: z.object({ id: objectId }), output: cluster },
  'clusters.create': {
    input: createClusterInput,
    output: z.object({ cluster, operationId: objectId }),
  },
  'clusters.plan': { input: createClusterInput, output: plan },
  'clusters.delete': {
    /** writeOff: hosts that do not answer are given up instead of failing the operation */
    input: z.object({ id: objectId, writeOff: z.boolean().default(false) }),
    output: z.object({ operationId: objectId.nullable() }),
  },
  'clusters.addHosts': {
    input: addHostsInput.extend({ id: objectId }),
    output: z.object({ cluster, operationId: objectId }),
  },
  'clusters.planHosts': { input: addHostsInput.extend({ id: objectId }), output: plan },
  'clusters.removeHosts': {
    input: removeHostsInput.extend({ id: objectId }),
    output: z.object({ operationId: objectId.nullable() }),
  },
  'hosts.list': {
    input: hostListQuery.extend({ clusterId: objectId }),
    output: z.object({ count: z.int(), items: z.array(hostListItem) }),
  },
  'hosts.get': { input: z.object({ id: objectId }), output: host },
  /** Reads the key that sshd shows on an address: logs in nowhere, stores nothing. */
  'hosts.scanKey': { input: scanInput, output: z.object({ hostKey: z.string() }) },
  'operations.list': {
    input: operationListQuery,
    output: z.object({ count: z.int(), items: z.array(operationSummary) }),
  },
  'operations.get': { input: z.object({ id: objectId }), output: operation },
  'operations.retry': { input: z.object({ id: objectId }), output: operation },
  'operations.cancel': { input: z.object({ id: objectId }), output: operation },
  'operations.rollback': { input: z.object({ id: objectId }), output: operation },
} as const;

/** What has changed in the store; the page reads the resource again. */
export const changeEvent = z.object({
  resource: z.enum([
    'cluster',
    'host',
    'operation',
    'pubkey',
    'registry',
    'provider',
    'smtp',
    'log',
  ]),
  id: z.string(),
  clusterId: z.string().optional(),
});
export type ChangeEvent = z.infer<typeof changeEvent>;

/** Streams: name → input and event. A stream ends when the page unsubscribes. */
export const streams = {
  /** All events of an operation after `after` (0: from the beginning), then live. */
  'operations.events': {
    input: z.object({ id: objectId, after: z.int().min(0).default(0) }),
    event: operationEvent,
  },
  changes: { input: z.object({}), event: changeEvent },
} as const;

export type ProcedureName = keyof typeof procedures;
export type ProcedureInput<N extends ProcedureName> = z.input<(typeof procedures)[N]['input']>;
export type ProcedureOutput<N extends ProcedureName> = z.output<(typeof procedures)[N]['output']>;
export type StreamName = keyof typeof streams;
export type StreamInput<N extends StreamName> = z.input<(typeof streams)[N]['input']>;
export type StreamEvent<N extends StreamName> = z.output<(typeof streams)[N]['event']>;

export const callResult = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), problem: problemSchema }),
]);
export type CallResult<T> = { ok: true; data: T } | { ok: false; problem: Problem };

/**
 * What the preload (Electron) or the browser's bridge puts on `window.controlPlane`. `subscribe`
 * returns the function that ends the stream; `onEnd` hears when it broke, with the reason.
 */
export interface ControlPlaneBridge {
  call<N extends ProcedureName>(
    name: N,
    input: ProcedureInput<N>,
  ): Promise<CallResult<ProcedureOutput<N>>>;
  subscribe<N extends StreamName>(
    name: N,
    input: StreamInput<N>,
    onEvent: (event: StreamEvent<N>) => void,
    onEnd?: (problem: Problem) => void,
  ): () => void;
}

/** Frames on the page's WebSocket, each one JSON text. */
export const clientFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('subscribe'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('unsubscribe'), id: z.int() }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;
export type ServerFrame =
  | { kind: 'result'; id: number; result: CallResult<unknown> }
  | { kind: 'event'; id: number; event: unknown }
  | { kind: 'end'; id: number; problem: Problem };
