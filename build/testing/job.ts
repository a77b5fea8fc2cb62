import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { exitCode } from '../setup/child.mjs';
import { ROOT } from '../setup/paths.mjs';

/** How long a process group may take to end by itself once it has been asked to. */
const GRACE_MS = 20_000;

/** What a job has that yields; never better than ours. */
const YIELDING = constants.priority.PRIORITY_BELOW_NORMAL;

export interface Job {
  readonly program: string;
  readonly args: readonly string[];
  /** Takes the output of the job and its children. */
  readonly log: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly limitMs: number;
  /** Fires when the run itself is told to stop: the job is asked to stop as well. */
  readonly stop: AbortSignal;
  /** Leaves the processors to others where they want them. */
  readonly yields?: boolean;
}

export interface JobEnd {
  readonly code: number;
  readonly timedOut: boolean;
  /** Whether it was told to stop before its end; its code tells nothing then, it may be 0. */
  readonly stopped: boolean;
}

/**
 * Runs a program as a process group of its own, without standard input, its output in a file. At
 * the time limit the whole group is asked to stop, and killed if it does not. Where the run was told
 * to stop already, nothing is begun.
 */
export async function runJob({
  program,
  args,
  log,
  env = process.env,
  limitMs,
  stop,
  yields = false,
}: Job): Promise<JobEnd> {
  if (stop.aborted) return { code: exitCode(null, 'SIGTERM'), timedOut: false, stopped: true };
  const output = openSync(log, 'a');
  const child = spawn(program, args, {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // what it starts inherits it
  if (yields && child.pid) setPriority(child.pid, Math.max(getPriority(), YIELDING));
  let timedOut = false;
  let kill: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => {
    timedOut = true;
    signalGroup(child, 'SIGTERM');
    kill = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  }, limitMs);
  const onStop = () => signalGroup(child, 'SIGTERM');
  stop.addEventListener('abort', onStop);
  try {
    return await new Promise<JobEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve({ code: exitCode(code, signal), timedOut, stopped: stop.aborted }),
      );
    });
  } finally {
    clearTimeout(limit);
    clearTimeout(kill);
    stop.removeEventListener('abort', onStop);
    // What a job left running in its group has no business after it.
    signalGroup(child, 'SIGKILL');
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}
