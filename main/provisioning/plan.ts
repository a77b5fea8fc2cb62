import pLimit from 'p-limit';
import { hostRole } from '../../shared/contract/host.ts';
import type { Plan } from '../../shared/contract/operation.ts';
import type { Facts } from '../remote/facts.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationDefinition } from './operation.ts';
import type { RunContext } from './run-context.ts';
import { phaseLimit, problemsOf } from './step-runner.ts';
import { Run } from './step-context.ts';

type PlanHost = Plan['hosts'][number];

const GIB_IN_KIB = 1024 * 1024;

/** What an operator wants to see of a machine before it is used. */
function shownFacts(facts: Facts): Record<string, string> {
  const root = facts.disks.find((disk) => disk.directory === '/var/lib') ?? facts.disks[0];
  return {
    os: facts.os_name,
    kernel: facts.kernel,
    architecture: facts.arch,
    hostname: facts.hostname,
    cpus: String(facts.cpus),
    memory: `${(facts.memory_kib / GIB_IN_KIB).toFixed(1)} GiB`,
    disk: root ? `${(root.freeKib / GIB_IN_KIB).toFixed(1)} GiB free on ${root.mount}` : '',
    docker: facts.dockerd ?? 'not installed',
  };
}

/** A look takes no longer than this for one phase on one host, whatever its change may take. */
const LOOK_SECONDS = 60;

export interface PlanOptions {
  /** hosts looked at at once */
  readonly window: number;
  /** the caller's: nobody waits for the plan any more when it fires */
  readonly signal: AbortSignal;
}

async function planHost(
  definition: OperationDefinition,
  run: Run,
  host: HostRecord,
  signal: AbortSignal,
): Promise<PlanHost> {
  const changes: PlanHost['changes'] = [];
  const errors: PlanHost['errors'] = [];
  let facts: Record<string, string> = {};
  for (const phase of definition.phases) {
    if (!(phase.targets?.(host, run.context.hosts()) ?? true)) continue;
    const limit = phaseLimit({ ...phase, limitSeconds: LOOK_SECONDS }, host.ip);
    const both = AbortSignal.any([signal, limit.signal]);
    try {
      const step = run.step(host.id, {
        dry: true,
        signal: both,
        failed: new Set(),
        onChange: (change) => changes.push({ phase: phase.name, change }),
        onLog: () => undefined,
      });
      if (await phase.probe?.(step)) continue;
      await phase.apply(step);
      facts = shownFacts(await step.remote.facts(both));
    } catch (error) {
      signal.throwIfAborted();
      errors.push(
        ...problemsOf(limit.signal.aborted ? limit.signal.reason : error, host.ip, phase),
      );
      break;
    } finally {
      limit.clear();
    }
  }
  return { host: host.ip, role: hostRole(host), facts, changes, errors };
}

/** Goes over an operation's phases on all its hosts and changes nothing. */
export async function makePlan(
  definition: OperationDefinition,
  context: RunContext,
  { window, signal }: PlanOptions,
): Promise<Plan> {
  const run = new Run(context);
  const slots = pLimit(window);
  try {
    const hosts = await Promise.all(
      context.hosts().map((host) => slots(() => planHost(definition, run, host, signal))),
    );
    return {
      hosts,
      changes: hosts.reduce((sum, host) => sum + host.changes.length, 0),
      errors: hosts.reduce((sum, host) => sum + host.errors.length, 0),
    };
  } finally {
    run.close();
  }
}
