import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import type { StepContext } from '../phase.ts';

export type PackageManager = NonNullable<Facts['package_manager']>;

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
export const INSTALL_SECONDS = 900;

/**
 * Runs the package manager, whose lines go to the log.
 * @throws ControlPlaneError PACKAGE_MANAGER_BUSY, HOST_DISK_FULL, DOCKER_INSTALL_FAILED
 */
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
export async function isHalfInstalled(step: StepContext): Promise<boolean> {
  return (await step.ledger.read())?.installing === true;
}

export async function installPackages(step: StepContext, manager: PackageManager): Promise<void> {
  const listed = await packages(step, commands[manager].list);
  const added = [...listed.matchAll(/^added=(\S+)$/gm)].flatMap((match) => match[1] ?? []);
  await step.ledger.amend((data) => ({
    ...data,
    packages: [...new Set([...data.packages, ...added])],
    installing: true,
  }));
  await packages(step, commands[manager].install);
  await step.ledger.amend(({ installing: _, ...rest }) => rest);
}

export async function repairPackages(step: StepContext, manager: PackageManager): Promise<void> {
  await packages(step, commands[manager].repair);
  await step.ledger.amend(({ installing: _, ...rest }) => rest);
}

/** Removes packages together with their configuration. */
export async function removePackages(
  step: StepContext,
  manager: PackageManager,
  names: readonly string[],
): Promise<void> {
  await packages(step, commands[manager].remove, [...names]);
}
