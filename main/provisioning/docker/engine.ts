import { setTimeout as delay } from 'node:timers/promises';
import { ControlPlaneError, problem } from '../../../shared/contract/errors.ts';
import { DockerError } from '../../remote/docker-api.ts';
import { StepProblems, type StepContext } from '../phase.ts';

/** Between systemd's word that Docker runs and its first answer. */
const ENGINE_SECONDS = 30;
const START_SECONDS = 120;

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

/** A refusal of Docker as one of our errors; other errors pass through. */
export function dockerRefusal(error: unknown, what: string): unknown {
  if (!(error instanceof DockerError)) return error;
  const cause = error.message;
  if (/no space left on device/i.test(cause)) {
    return new ControlPlaneError('HOST_DISK_FULL', 'Docker has no space left.', { cause });
  }
  return new ControlPlaneError('DOCKER_REFUSED', what, { cause });
}

/** Asks until the answer is wanted. @throws the last reason when the time is up */
export async function waitFor(
  step: StepContext,
  check: () => Promise<string | undefined>,
  failure: (reason: string) => Error,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 1000)) {
    step.signal.throwIfAborted();
    const reason = await check();
    if (reason === undefined) return;
    if (Date.now() > deadline) throw failure(reason);
    await delay(pause, undefined, { signal: step.signal });
  }
}

/** Why Docker does not answer; undefined when it does. */
export async function dockerSilence(step: StepContext): Promise<string | undefined> {
  try {
    await dockerInfo(step);
    return undefined;
  } catch (error) {
    if (error instanceof DockerError) return error.message;
    if (error instanceof ControlPlaneError && error.code === 'DOCKER_NOT_RUNNING') {
      return error.problem.cause ?? error.message;
    }
    throw error;
  }
}

/** The end of what dockerd has said about itself goes to the log, its last line is the cause. */
async function notRunning(step: StepContext, reason: string): Promise<StepProblems> {
  const script = 'journalctl -u docker -t dockerd -n 20 -o cat --no-pager';
  const { stdout } = await step.remote.root(script, { signal: step.signal });
  step.log(stdout);
  const last = stdout.trim().split('\n').at(-1);
  const cause = [reason, last].filter(Boolean).join('\n');
  return new StepProblems([problem('DOCKER_NOT_RUNNING', 'Docker does not start.', { cause })]);
}

/** Waits until the Docker Engine answers. @throws StepProblems DOCKER_NOT_RUNNING */
export async function awaitDocker(step: StepContext): Promise<void> {
  let reason = '';
  const check = async () => (reason = (await dockerSilence(step)) ?? '') || undefined;
  const failure = new Error('Docker does not answer');
  await waitFor(step, check, () => failure, ENGINE_SECONDS).catch(async (error: unknown) => {
    throw error === failure ? await notRunning(step, reason) : error;
  });
}

/**
 * Starts or restarts Docker by systemd and waits until it answers.
 * @throws StepProblems DOCKER_NOT_RUNNING at once when systemd says that it failed
 */
export async function controlDocker(step: StepContext, verb: 'start' | 'restart'): Promise<void> {
  const script = 'systemctl reset-failed docker 2>/dev/null; systemctl "$1" docker';
  step.remote.forgetFacts();
  const { code, stderr } = await step.remote.root(script, {
    args: [verb],
    timeoutMs: START_SECONDS * 1000,
    signal: step.signal,
  });
  if (code !== 0) throw await notRunning(step, stderr.trim().split('\n')[0] ?? '');
  await awaitDocker(step);
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Starts Docker where it does not run, now and at boot, and notes how it was before. */
export async function startDocker(step: StepContext): Promise<void> {
  const facts = await step.remote.facts(step.signal);
  const enabled = facts.docker_enabled !== 'disabled';
  const active = facts.docker_active === 'active';
  const what = [active ? '' : 'Start Docker', enabled ? '' : 'let Docker start at boot']
    .filter(Boolean)
    .join(' and ');
  await step.change(what === '' ? 'Start Docker' : upperFirst(what), async () => {
    const engineBefore = { active, enabled };
    // a Docker that we installed was not there before
    await step.ledger.amend((data) =>
      data.packages.length > 0 ? data : { engineBefore, ...data },
    );
    if (!enabled)
      await step.remote.runOrThrow('systemctl -q enable docker', { signal: step.signal });
    // one that runs and is only to start at boot is left alone
    if (!active || (await dockerSilence(step)) !== undefined) await controlDocker(step, 'start');
  });
}

/** Docker is stopped again where it was we who started it. */
export async function stopDockerAgain(step: StepContext): Promise<void> {
  const before = (await step.ledger.read())?.engineBefore;
  if (!before) return;
  const script = [
    before.enabled ? '' : 'systemctl -q disable docker',
    before.active ? '' : 'systemctl stop docker.socket docker',
  ];
  const was = [before.active ? '' : 'not running', before.enabled ? '' : 'not started at boot'];
  await step.change(
    `Put Docker back to how it was: ${was.filter(Boolean).join(', ')}`,
    async () => {
      step.remote.forgetFacts();
      await step.remote.runOrThrow(script.filter(Boolean).join('; ') || ':', {
        signal: step.signal,
      });
      await step.ledger.amend(({ engineBefore: _, ...rest }) => rest);
    },
  );
}
