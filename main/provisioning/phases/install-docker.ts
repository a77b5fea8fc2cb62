import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import type { Phase, StepContext } from '../phase.ts';
import {
  awaitDocker,
  controlDocker,
  dockerSilence,
  startDocker,
  stopDockerAgain,
} from './docker-engine.ts';

type PackageManager = NonNullable<Facts['package_manager']>;

interface PackageCommands {
  /** prints the packages that the installation would add, one a line */
  readonly list: string;
  readonly install: string;
  /** brings an installation of ours that was cut off to its end */
  readonly repair: string;
  /** $@: the packages */
  readonly remove: string;
}

/** Without a terminal of its own dpkg draws no progress, which would be a line each in the log. */
const APT =
  'export DEBIAN_FRONTEND=noninteractive; ' +
  'apt="apt-get -y -q -o DPkg::Lock::Timeout=5 -o Dpkg::Use-Pty=0"; ';
/** docker.io carries the client up to Debian 12; from 13 on it is docker-cli. */
const APT_NAMES =
  'names=docker.io; apt-cache show docker-cli >/dev/null 2>&1 && names="docker.io docker-cli"; ';
const first = (tool: string, query: string) =>
  `name=; for n in docker moby-engine docker-ce; do ${query} >/dev/null 2>&1 && { name=$n; break; }; done; ` +
  `[ -n "$name" ] || { echo "${tool} knows no package with Docker" >&2; exit 1; }; `;
const DNF = first('dnf', 'dnf -q info "$n"');
const RPM_LIST = `echo "$name"`;

const commands: Record<PackageManager, PackageCommands> = {
  'apt-get': {
    list:
      `${APT} dpkg --configure -a || exit; $apt update; ${APT_NAMES}` +
      // a list that could not be made must not pass for an empty one
      `plan=$($apt install -s --no-install-recommends $names) || exit; ` +
      `printf '%s\\n' "$plan" | sed -n 's/^Inst \\([^ ]*\\).*/added=\\1/p'`,
    install: `${APT} ${APT_NAMES} $apt install --no-install-recommends $names`,
    // what is half unpacked cannot even be removed before it is installed
    repair: `${APT} dpkg --configure -a; ${APT_NAMES} $apt install -f --no-install-recommends $names`,
    remove: `${APT} dpkg --configure -a; $apt purge "$@"`,
  },
  dnf: {
    list: `${DNF} ${RPM_LIST.replace('echo "', 'echo "added=')}`,
    install: `${DNF} dnf -y -q install "$name"`,
    repair: ':',
    remove: 'dnf -y -q remove "$@"',
  },
  zypper: {
    list: 'echo added=docker',
    install: 'zypper --non-interactive install docker',
    repair: ':',
    remove: 'zypper --non-interactive remove "$@"',
  },
  apk: {
    list: 'echo added=docker',
    install: 'apk add docker',
    repair: 'apk fix',
    remove: 'apk del "$@"',
  },
};

const BUSY =
  /could not get lock|locked by another process|is another process using it|waiting for process|System management is locked|Unable to lock/i;
const INSTALL_SECONDS = 900;

async function packages(step: StepContext, script: string, args: string[] = []): Promise<string> {
  const result = await step.remote.root(script, {
    args,
    signal: step.signal,
    timeoutMs: INSTALL_SECONDS * 1000,
    onLine: (line) => step.log(line),
  });
  step.remote.forgetFacts();
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  if (BUSY.test(said)) {
    throw new ControlPlaneError('PACKAGE_MANAGER_BUSY', 'Another installation holds the lock.', {
      cause: said,
    });
  }
  if (/No space left on device|enough free space/i.test(said)) {
    throw new ControlPlaneError('HOST_DISK_FULL', 'The disk is full.', { cause: said });
  }
  throw new ControlPlaneError('DOCKER_INSTALL_FAILED', 'The package manager gave up.', {
    cause: said,
  });
}

/** An installation that was cut off may leave programs that run, of packages that are not ready. */
async function isHalfInstalled(step: StepContext): Promise<boolean> {
  return (await step.manifest.read())?.installing === true;
}

async function install(step: StepContext, manager: PackageManager): Promise<void> {
  const listed = await packages(step, commands[manager].list);
  const added = [...listed.matchAll(/^added=(\S+)$/gm)].flatMap((match) => match[1] ?? []);
  await step.manifest.amend((data) => ({
    ...data,
    packages: [...new Set([...data.packages, ...added])],
    installing: true,
  }));
  await packages(step, commands[manager].install);
  await step.manifest.amend(({ installing: _, ...rest }) => rest);
}

async function repair(step: StepContext, manager: PackageManager): Promise<void> {
  await packages(step, commands[manager].repair);
  await step.manifest.amend(({ installing: _, ...rest }) => rest);
}

/** Installs Docker from the host's own packages when it is missing, and starts it. */
export const installDocker: Phase = {
  name: 'install-docker',
  limitSeconds: INSTALL_SECONDS,
  async probe(step) {
    const facts = await step.remote.facts(step.signal);
    return (
      !(await isHalfInstalled(step)) &&
      facts.dockerd !== undefined &&
      facts.docker_active === 'active' &&
      (await dockerSilence(step)) === undefined
    );
  },
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const manager = facts.package_manager;
    const again = await isHalfInstalled(step);
    if ((facts.dockerd === undefined || again) && manager) {
      await step.change(`Install Docker with ${manager}`, () =>
        again ? repair(step, manager) : install(step, manager),
      );
    }
    // a plan cannot look at a Docker that is not there yet
    const silent = step.dry || (await dockerSilence(step)) !== undefined;
    if (silent && !(step.dry && facts.dockerd === undefined)) await startDocker(step);
  },
  verify: awaitDocker,
  undo: takeBack,
};

interface Usage {
  readonly Containers: number;
  readonly Images: number;
}

async function removeOurPackages(step: StepContext): Promise<void> {
  const data = await step.manifest.read();
  const { package_manager: manager } = await step.remote.facts(step.signal);
  if (!data || data.packages.length === 0 || !manager) return;
  if (data.installing) {
    await step.change('Repair the installation that was cut off', () => repair(step, manager));
  }
  const { dockerd } = await step.remote.facts(step.signal);
  if (dockerd !== undefined) {
    if ((await dockerSilence(step)) !== undefined) await controlDocker(step, 'start');
    const docker = await step.remote.docker(step.signal);
    const info = await docker.get<Usage>('/info', step.signal);
    const volumes = await docker.get<{ Volumes: unknown[] | null }>('/volumes', step.signal);
    const used = info.Containers + info.Images + (volumes.Volumes?.length ?? 0);
    if (used > 0) {
      step.log('Docker stays: it holds containers, images or volumes that are not ours.');
      return;
    }
  }
  await step.change(`Remove ${data.packages.length} packages that we installed`, async () => {
    await packages(step, commands[manager].remove, data.packages);
    // the engine's own state, empty of anything of the operator's as was just checked
    await step.remote.must(
      'rm -rf /run/docker /run/docker.sock /run/containerd; rm -f /etc/docker/key.json; for d in /var/lib/docker /var/lib/containerd; do ' +
        '[ -d "$d" ] || continue; find "$d" -mindepth 1 -delete 2>/dev/null; rmdir "$d" 2>/dev/null || :; done; ' +
        'rmdir /etc/docker /opt/containerd/bin /opt/containerd/lib /opt/containerd 2>/dev/null || :',
      { signal: step.signal },
    );
    await step.manifest.amend((current) => ({ ...current, packages: [] }));
  });
}

async function takeBack(step: StepContext): Promise<void> {
  await stopDockerAgain(step);
  await removeOurPackages(step);
}

/** Removes the packages that we installed, where Docker holds nothing of others. */
export const removeDocker: Phase = { name: 'remove-docker', limitSeconds: 300, apply: takeBack };
