import { problem, type Problem } from '../../../shared/contract/errors.ts';
import { DockerError, type DockerClient } from '../../remote/docker-api.ts';
import { StepProblems, type RegistryAccess, type StepContext } from '../phase.ts';

const ANSWER_MS = 10_000;
/** An image that no registry has: any answer about it shows that the registry is there. */
const NO_IMAGE = 'clusterdesk/none:none';
const REFUSED =
  /unauthorized|authentication required|incorrect username or password|denied|\b401\b/i;
const SILENT =
  /dial tcp|no such host|connection refused|no route to host|i\/o timeout|deadline|Client\.Timeout|EOF|x509|tls:|HTTP response to HTTPS/i;

/** What Docker says about a registry, as seen from its host; undefined for nothing bad. */
async function words(
  docker: DockerClient,
  registry: RegistryAccess,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { address, username, password } = registry;
  try {
    if (username === '') await docker.get(`/distribution/${address}/${NO_IMAGE}/json`, signal);
    else await docker.post('/auth', { username, password, serveraddress: address }, signal);
    return undefined;
  } catch (error) {
    if (error instanceof DockerError) return error.message;
    if (error instanceof DOMException) return `no answer within ${ANSWER_MS / 1000} s`;
    throw error;
  }
}

async function check(step: StepContext, registry: RegistryAccess): Promise<Problem[]> {
  const { address, username } = registry;
  const docker = await step.remote.docker(step.signal);
  const signal = AbortSignal.any([step.signal, AbortSignal.timeout(ANSWER_MS)]);
  const said = await words(docker, registry, signal);
  step.signal.throwIfAborted();
  if (said === undefined) return [];
  if (username !== '' && REFUSED.test(said) && !SILENT.test(said)) {
    const message = `${address} does not let ${username} in.`;
    return [problem('REGISTRY_LOGIN_REFUSED', message, { cause: said })];
  }
  if (username !== '' || SILENT.test(said) || said.startsWith('no answer')) {
    step.log(`The registry ${address} does not answer from this host: ${said}`);
  }
  return [];
}

/**
 * Asks each registry by way of the host's Docker. One that does not answer is told in the log only:
 * the cluster stands without it.
 * @throws StepProblems REGISTRY_LOGIN_REFUSED for those that refuse the login
 */
export async function checkRegistries(
  step: StepContext,
  registries: readonly RegistryAccess[],
): Promise<void> {
  const found = await Promise.all(registries.map((registry) => check(step, registry)));
  if (found.flat().length > 0) throw new StepProblems(found.flat());
}
