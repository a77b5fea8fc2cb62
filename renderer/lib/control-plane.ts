import { createContext, use } from 'react';
import type { Problem } from '../../shared/contract/errors.ts';
import type {
  ControlPlaneBridge,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
} from '../../shared/contract/rpc.ts';

declare global {
  interface Window {
    /** Set by the preload of the desktop shell; in a browser the page brings its own bridge. */
    controlPlane?: ControlPlaneBridge;
  }
}

export type ConnectionState = 'connecting' | 'open' | 'lost' | 'signed-out';

/** Whether calls get through at the moment. */
export interface Connection {
  state(): ConnectionState;
  /** @returns the function that stops the notices */
  subscribe(listener: () => void): () => void;
  /** Tries at once instead of at the end of the back-off. */
  retryNow(): void;
}

/** Inside the desktop shell the control plane is in the same process: it is always there. */
export const alwaysOpen: Connection = {
  state: () => 'open',
  subscribe: () => () => {},
  retryNow: () => {},
};

export interface ControlPlane {
  bridge: ControlPlaneBridge;
  connection: Connection;
  /** Only in a browser: ends the session. */
  signOut?: () => Promise<void>;
}

export const ControlPlaneContext = createContext<ControlPlane | null>(null);

export function useControlPlane(): ControlPlane {
  const value = use(ControlPlaneContext);
  if (!value) throw new Error('no control plane above this component');
  return value;
}

/** A Problem as a thrown value, the form in which queries hand errors on. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

let lastKey = 0;

/**
 * Calls a procedure.
 * @param signal cancels it when nobody waits for the answer any more
 * @throws ProblemError when it answers one
 */
export async function callOrThrow<N extends ProcedureName>(
  bridge: ControlPlaneBridge,
  name: N,
  input: ProcedureInput<N>,
  signal?: AbortSignal,
): Promise<ProcedureOutput<N>> {
  lastKey += 1;
  const key = lastKey;
  const onAbort = () => bridge.cancel(key);
  signal?.addEventListener('abort', onAbort, { once: true });
  const result = await bridge.call(name, input, key);
  signal?.removeEventListener('abort', onAbort);
  if (!result.ok) throw new ProblemError(result.problem);
  return result.data;
}
