import { timeLimit } from '../../shared/contract/call.ts';
import {
  calls,
  type CallName,
  type CallOutput,
  type ParsedInput,
} from '../../shared/contract/calls/index.ts';
import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { Session } from './session.ts';
import type { List } from './types.ts';

/** What a handler knows besides its input. */
export interface CallContext extends Session {
  /** fires when the caller has left, or the call has used up its time */
  readonly signal: AbortSignal;
}

/** What a handler gives: the call's output, of a list all that was found, of a stream its events. */
export type Handled<N extends CallName> = (typeof calls)[N] extends { kind: 'stream' }
  ? AsyncIterable<CallOutput<N>>
  : (typeof calls)[N] extends { kind: 'list' }
    ? List<CallOutput<N> extends { items: Array<infer I> } ? I : never>
    : CallOutput<N> | Promise<CallOutput<N>>;

/** The function of each call. HTTP and the page's transports both end here. */
export type Handlers = {
  readonly [N in CallName]: (input: ParsedInput<N>, context: CallContext) => Handled<N>;
};

type AnyHandler = (input: unknown, context: CallContext) => unknown;

/**
 * The handler of a name that is not known when the types are checked. Its input must have been
 * parsed with the schemas of the same name.
 */
export function handlerOf(handlers: Handlers, name: CallName): AnyHandler {
  return handlers[name] as AnyHandler;
}

function tooLate(name: CallName, ms: number): ControlPlaneError {
  return new ControlPlaneError('E12015', `${name} was given up after ${ms / 1000} s.`);
}

/**
 * Runs a call that is answered once, within its time limit.
 * @param left fires when the caller has gone; asked for only where the handler looks at it
 * @throws what the handler throws, and ControlPlaneError E12015 when its time is over
 */
export async function perform(
  handlers: Handlers,
  name: CallName,
  input: unknown,
  session: Session,
  left: () => AbortSignal,
): Promise<unknown> {
  const late = new AbortController();
  let signal: AbortSignal | undefined;
  const result = handlerOf(handlers, name)(input, {
    ...session,
    get signal() {
      return (signal ??= AbortSignal.any([left(), late.signal]));
    },
  });
  // most calls only ask the store, and have their answer now
  if (!(result instanceof Promise)) return result;
  const { wait } = input as { wait?: number };
  const ms = timeLimit(calls[name], wait);
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = tooLate(name, ms);
    reject(reason);
    late.abort(reason);
  }, ms);
  try {
    return await Promise.race([result, over]);
  } finally {
    clearTimeout(timer);
  }
}
