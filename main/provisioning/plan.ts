import type { Plan } from '../../shared/contract/operation.ts';
import type { Facts } from '../remote/facts.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationDefinition } from './operation.ts';
import { problemsOf } from './step-runner.ts';
import { RemoteHosts, stepContext, type World } from './world.ts';

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

async function planHost(
  definition: OperationDefinition,
  world: World,
  remotes: RemoteHosts,
  host: HostRecord,
  signal: AbortSignal,
): Promise<PlanHost> {
  const changes: PlanHost['changes'] = [];
  const errors: PlanHost['errors'] = [];
  let facts: Record<string, string> = {};
  for (const phase of definition.phases) {
    if (!(phase.targets?.(host, world.hosts()) ?? true)) continue;
    try {
      const step = stepContext(world, remotes, host.id, {
        dry: true,
        signal,
        failed: new Set(),
        onChange: (change) => changes.push({ phase: phase.name, change }),
        onLog: () => undefined,
      });
      if (await phase.probe?.(step)) continue;
      await phase.apply(step);
      facts = shownFacts(await step.remote.facts(signal));
    } catch (error) {
      errors.push(...problemsOf(error, host.ip, phase));
      break;
    }
  }
  const role = host.isMaster ? 'master' : host.isShared ? 'shared' : 'pure';
  return { host: host.ip, role, facts, changes, errors };
}

/** Goes over an operation's phases on all its hosts and changes nothing. */
export async function makePlan(
  definition: OperationDefinition,
  world: World,
  signal: AbortSignal,
): Promise<Plan> {
  const remotes = new RemoteHosts(world);
  try {
    const hosts = await Promise.all(
      world.hosts().map((host) => planHost(definition, world, remotes, host, signal)),
    );
    return {
      hosts,
      changes: hosts.reduce((sum, host) => sum + host.changes.length, 0),
      errors: hosts.reduce((sum, host) => sum + host.errors.length, 0),
    };
  } finally {
    remotes.closeAll();
  }
}
