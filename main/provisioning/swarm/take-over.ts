import type { DockerClient } from '../../remote/docker-api.ts';
import { dockerInfo } from '../docker/engine.ts';
import type { LedgerData } from '../host-ledger.ts';
import type { StepContext } from '../phase.ts';

const MOST_NAMES = 5;

interface Named {
  readonly Spec: { readonly Name: string };
}

async function namesOf(step: StepContext, docker: DockerClient, what: string): Promise<string> {
  const found = await docker.get<readonly Named[]>(`/${what}`, step.signal);
  const names = found.slice(0, MOST_NAMES).map(({ Spec }) => Spec.Name);
  const more = found.length > names.length ? ', ...' : '';
  return found.length === 0 ? '' : `${found.length} ${what} (${names.join(', ')}${more})`;
}

/**
 * What is lost when the host leaves the swarm of the cluster that it is taken over from, as the end
 * of a sentence; empty where it is in none by that cluster's hand.
 */
export async function swarmThatEnds(step: StepContext, owner: LedgerData): Promise<string> {
  if (owner.swarm === undefined) return '';
  const { docker_active } = await step.remote.facts(step.signal);
  if (docker_active !== 'active') return '; it leaves that swarm';
  const { Swarm } = await dockerInfo(step);
  if (Swarm.LocalNodeState === 'inactive') return '';
  if (!Swarm.ControlAvailable) return '; it leaves that swarm, its tasks here end';
  const docker = await step.remote.docker(step.signal);
  const kinds = ['services', 'secrets', 'configs'];
  const found = await Promise.all(kinds.map((what) => namesOf(step, docker, what)));
  const lost = found.filter(Boolean).join(', ');
  return lost === ''
    ? '; it leaves that swarm'
    : `; it leaves that swarm, which loses ${lost} with its last master`;
}
