import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../lab/index.ts';
import { waitFor } from '../../lab/wait.ts';
import type { Api } from './api.ts';
import type { Station } from './control-plane.ts';
import { onHost } from './hosts.ts';

/** A control plane that stops at a boundary of its journal; see test/crash/entry.ts. */
const ENTRY = [process.execPath, join(import.meta.dirname, '../../crash/entry.ts')];
const STOP_MS = 60_000;

/** How a control plane is gone for a while: a laptop that sleeps, or a power cut. */
export type Absence = 'frozen' | 'killed';

export const startUntil = (station: Station, absence: Absence, boundary: string): Promise<Api> =>
  station.start({
    command: ENTRY,
    args: [absence === 'frozen' ? '--freeze-at' : '--die-at', boundary],
  });

/** The state letter of a process, by the kernel's own word. */
const stateOf = (pid: number) =>
  /^\d+ \(.*\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];

/** Waits until it has come to its boundary. */
export async function untilAway({ process: plane }: Station, absence: Absence): Promise<void> {
  if (absence === 'killed') await plane.exited;
  else await waitFor('it is frozen', async () => stateOf(plane.pid) === 'T', STOP_MS);
}

/** Lets it go on: in the same process, or in a new one on the same data. */
export async function comeBack(station: Station, absence: Absence): Promise<Api> {
  if (absence === 'killed') return station.start();
  process.kill(station.process.pid, 'SIGCONT');
  return station.api();
}

/** What somebody else's swarm has that must not change: the swarm, its nodes, what runs and what is secret. */
export async function swarmContents(lab: Lab, master: number): Promise<string> {
  const script = `
    docker info -f '{{.Swarm.Cluster.ID}} {{.Swarm.NodeID}} {{.Swarm.Managers}}/{{.Swarm.Nodes}}'
    docker swarm ca | sha256sum
    docker node inspect $(docker node ls -q) -f '{{.ID}} {{.Spec.Role}} {{.Spec.Availability}} {{.Status.State}} {{json .Spec.Labels}}' | sort
    docker service inspect $(docker service ls -q) -f '{{.ID}} {{.Version.Index}} {{.Spec.Name}}'
    docker secret inspect $(docker secret ls -q) -f '{{.ID}} {{.Version.Index}} {{.Spec.Name}}'
    sha256sum /var/lib/clusterdesk/manifest.json`;
  return onHost(lab, master, script);
}

/** Puts a service and a secret into a swarm. */
export async function useSwarm(lab: Lab, master: number): Promise<void> {
  const script = `printf s3cret | docker secret create pass - &&
    docker service create -q -d --no-resolve-image --name web --replicas 0 --secret pass nothing`;
  await onHost(lab, master, script);
}
