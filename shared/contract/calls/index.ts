import type { Call, InputOf, OutputOf, ParsedOf } from '../call.ts';
import { clusterCalls } from './clusters.ts';
import { hostCalls } from './hosts.ts';
import { operationCalls } from './operations.ts';
import { providerCalls } from './providers.ts';
import { pubkeyCalls } from './pubkeys.ts';
import { registryCalls } from './registries.ts';
import { smtpCalls } from './smtp.ts';
import { systemCalls } from './system.ts';
import { tokenCalls } from './tokens.ts';

/**
 * Every call there is, by name. The HTTP interface, the page's way in, the OpenAPI document and
 * the time limits are made from this table; a new call is an entry here and a line in handlers.ts.
 */
export const calls = {
  ...clusterCalls,
  ...hostCalls,
  ...operationCalls,
  ...pubkeyCalls,
  ...registryCalls,
  ...providerCalls,
  ...smtpCalls,
  ...tokenCalls,
  ...systemCalls,
} satisfies Record<string, Call>;

type Calls = typeof calls;
export type CallName = keyof Calls;
/** Names of the calls whose events come one by one. */
export type StreamName = {
  [N in CallName]: Calls[N] extends { kind: 'stream' } ? N : never;
}[CallName];
/** Names of the calls that are answered once. */
export type ProcedureName = Exclude<CallName, StreamName>;

export type CallInput<N extends CallName> = InputOf<Calls[N]>;
export type ParsedInput<N extends CallName> = ParsedOf<Calls[N]>;
export type CallOutput<N extends CallName> = OutputOf<Calls[N]>;

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
