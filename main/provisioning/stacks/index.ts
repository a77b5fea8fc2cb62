import type { Cluster } from '../../../shared/contract/cluster.ts';
import { swarm } from './swarm.ts';
import type { Stack } from './stack.ts';

/** The stacks that this version can build, by name. */
const stacks: Partial<Record<Cluster['stack'], Stack>> = { swarm };

/** A stack by its name; undefined for one that this version cannot build. */
export function findStack(name: Cluster['stack']): Stack | undefined {
  return stacks[name];
}

/** The stack of a cluster that exists. @throws for one that this version cannot build */
export function stackOf(cluster: Pick<Cluster, 'stack'>): Stack {
  const stack = findStack(cluster.stack);
  if (!stack) throw new Error(`this version cannot build the stack ${cluster.stack}`);
  return stack;
}
