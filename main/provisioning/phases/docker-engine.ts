import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { DockerError } from '../../remote/docker.ts';
import type { StepContext } from '../phase.ts';

/** What we read of Docker's GET /info (Docker Engine API 1.41). */
export interface DockerInfo {
  readonly ServerVersion: string;
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly Images: number;
  readonly Swarm: {
    readonly NodeID: string;
    readonly NodeAddr: string;
    readonly LocalNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
    readonly ControlAvailable: boolean;
    readonly Cluster?: { readonly ID: string } | null;
  };
  readonly RegistryConfig: {
    readonly Mirrors: readonly string[] | null;
    readonly IndexConfigs: Readonly<Record<string, { readonly Secure: boolean }>>;
  };
}

export async function dockerInfo(step: StepContext): Promise<DockerInfo> {
  const docker = await step.remote.docker(step.signal);
  return docker.get<DockerInfo>('/info', step.signal);
}

/** Is this host's Docker in a swarm by our hand, or by that of whom we take it over from? */
export async function isOurSwarm(step: StepContext): Promise<boolean> {
  const list = step.input.takeOver ? step.manifest.owner() : step.manifest.read();
  return (await list)?.swarm !== undefined;
}

/** A refusal of Docker as one of our errors; other errors pass through. */
export function dockerRefusal(error: unknown, what: string): unknown {
  if (!(error instanceof DockerError)) return error;
  return new ControlPlaneError('DOCKER_REFUSED', what, { cause: error.message });
}

/** Asks until the answer is wanted. @throws the last reason when the signal fires */
export async function waitFor(
  step: StepContext,
  check: () => Promise<string | undefined>,
  failure: (reason: string) => ControlPlaneError,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 1000)) {
    step.signal.throwIfAborted();
    const reason = await check();
    if (reason === undefined) return;
    if (Date.now() > deadline) throw failure(reason);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
