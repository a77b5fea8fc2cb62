import { ControlPlaneError } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import { keptFile, type LedgerData } from '../host-ledger.ts';
import type { StepContext } from '../phase.ts';
import { parseAptPlan, parseDnfPlan, parseZypperPlan, type PackagePlan } from './package-plan.ts';

export type PackageManager = NonNullable<Facts['package_manager']>;

interface PackageCommands {
  /** says what the installation would do, and changes nothing */
  readonly simulate: string;
  readonly parse: (output: string) => PackagePlan;
  /** reads the lists of packages anew */
  readonly refresh: string;
  /** prints `kept=PATH` for files that are there and that a package would bring */
  readonly conflicts: string;
  readonly install: string;
  /** brings an installation of ours that was cut off to its end */
  readonly repair: string;
  /** $@: the packages */
  readonly remove: string;
}

/**
 * Never a question: there is nobody to answer. A file of the operator where a package brings one
 * stays. Without a terminal of its own dpkg draws no progress, which would be a line each in the log.
 */
const APT =
  'export DEBIAN_FRONTEND=noninteractive; ' +
  'apt="apt-get -y -q -o DPkg::Lock::Timeout=5 -o Dpkg::Use-Pty=0 ' +
  '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold"; ';
/** docker.io carries the client up to Debian 12; from 13 on it is docker-cli. */
const APT_NAMES =
  'names=docker.io; apt-cache show docker-cli >/dev/null 2>&1 && names="docker.io docker-cli"; ';
const APT_INSTALL = '$apt install --no-install-recommends --no-remove';
/** Packages that are unpacked and not configured, whoever began it. */
const UNFINISHED =
  `dpkg-query -W -f '\${db:Status-Abbrev} \${Package}\\n' | ` +
  `sed -n 's/^i[UFHWt][^ ]* */unfinished=/p'; `;
const first = (tool: string, query: string) =>
  `name=; for n in docker moby-engine docker-ce; do ${query} >/dev/null 2>&1 && { name=$n; break; }; done; ` +
  `[ -n "$name" ] || { echo "${tool} knows no package with Docker" >&2; exit 1; }; `;
const DNF = first('dnf', 'dnf -q info "$n"');
const NOTHING: PackagePlan = { added: ['docker'], upgraded: [], removed: [], unfinished: [] };

const commands: Record<PackageManager, PackageCommands> = {
  'apt-get': {
    simulate: `${APT} ${APT_NAMES} ${UNFINISHED} $apt install -s --no-install-recommends $names`,
    parse: parseAptPlan,
    refresh: `${APT} dpkg --configure -a || { echo BROKEN >&2; exit 1; }; $apt update || :`,
    conflicts:
      `${APT} ${APT_NAMES} ${APT_INSTALL} -d $names >&2 || exit; ` +
      // packages of a source on the host's own disk are read where they are, under their names as
      // the disk has them: an address has them with escapes
      `here=$(${APT_INSTALL} --print-uris $names | ` +
      `sed -n "s#^'file:\\([^']*/[^/_']*_\\)[^/']*'.*#\\1*.deb#p"); ` +
      'for deb in /var/cache/apt/archives/*.deb $here; do [ -e "$deb" ] || continue; ' +
      'name=$(dpkg-deb -f "$deb" Package); case " $* " in *" $name "*) ;; *) continue;; esac; ' +
      'dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./conffiles 2>/dev/null | ' +
      'while read -r path _; do [ -e "$path" ] && echo "kept=$path"; done; done; :',
    install: `${APT} ${APT_NAMES} ${APT_INSTALL} $names`,
    // what is half unpacked cannot even be removed before it is installed
    repair: `${APT} dpkg --configure -a; ${APT_NAMES} $apt install -f --no-install-recommends $names`,
    // packages of others that cannot be configured make apt fail, and are no reason to keep ours
    remove: `${APT} dpkg --configure "$@" 2>/dev/null; $apt purge "$@" || dpkg --purge "$@"`,
  },
  dnf: {
    simulate: `${DNF} dnf --assumeno install "$name" || :`,
    parse: parseDnfPlan,
    refresh: ':',
    conflicts: ':',
    install: `${DNF} dnf -y -q install "$name"`,
    repair: ':',
    remove: 'dnf -y -q remove "$@"',
  },
  zypper: {
    simulate: 'zypper --non-interactive install --dry-run docker',
    parse: parseZypperPlan,
    refresh: ':',
    conflicts: ':',
    install: 'zypper --non-interactive install docker',
    repair: ':',
    remove: 'zypper --non-interactive remove "$@"',
  },
  apk: {
    simulate: ':',
    parse: () => NOTHING,
    refresh: ':',
    conflicts: ':',
    install: 'apk add docker',
    repair: 'apk fix',
    remove: 'apk del "$@"',
  },
};

/** Where an engine and its parts keep their state: what is not there before comes with them. */
const STATE_DIRECTORIES = [
  '/run/docker',
  '/run/containerd',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/etc/docker',
  '/opt/containerd',
];

const BUSY =
  /could not get lock|locked by another process|is another process using it|waiting for process|System management is locked|Unable to lock/i;
export const INSTALL_SECONDS = 900;
const SIMULATE_SECONDS = 60;

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
  if (/^BROKEN$/m.test(said)) {
    const cause = said.replace(/\n?BROKEN$/m, '');
    const message = 'Packages whose installation was cut off cannot be brought to their end.';
    throw new ControlPlaneError('PACKAGES_BROKEN', message, { cause });
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

/**
 * What the package manager would do, by its own simulation.
 * @throws ControlPlaneError PACKAGES_WOULD_BE_REMOVED where packages of the operator would go
 */
async function simulateInstallation(
  step: StepContext,
  manager: PackageManager,
): Promise<PackagePlan> {
  const { simulate, parse } = commands[manager];
  const { code, stdout, stderr } = await step.remote.root(simulate, {
    signal: step.signal,
    timeoutMs: SIMULATE_SECONDS * 1000,
  });
  if (code !== 0) {
    throw new ControlPlaneError(
      'DOCKER_INSTALL_FAILED',
      'The package manager has no way to Docker.',
      {
        cause: `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n'),
      },
    );
  }
  const plan = parse(stdout);
  if (plan.removed.length === 0) return plan;
  throw new ControlPlaneError(
    'PACKAGES_WOULD_BE_REMOVED',
    `To install Docker, ${manager} would remove ${plan.removed.join(', ')}.`,
  );
}

/**
 * The same as far as the host's own lists of packages know.
 * @returns undefined where they know no Docker yet, as on a new machine
 */
export async function planInstallation(
  step: StepContext,
  manager: PackageManager,
): Promise<PackagePlan | undefined> {
  try {
    return await simulateInstallation(step, manager);
  } catch (error) {
    const isUnknown = error instanceof ControlPlaneError && error.code === 'DOCKER_INSTALL_FAILED';
    if (isUnknown) return undefined;
    throw error;
  }
}

/** Notes on the host what comes with the packages and what stood there before, then installs. */
export async function installPackages(step: StepContext, manager: PackageManager): Promise<void> {
  await packages(step, commands[manager].refresh);
  const { added } = await simulateInstallation(step, manager);
  const listed = await packages(step, commands[manager].conflicts, [...added]);
  const kept = [...listed.matchAll(/^kept=(.+)$/gm)].flatMap((match) => match[1] ?? []);
  const files = kept.length > 0 ? await step.remote.stat(kept, step.signal) : [];
  const absent = await step.remote.runOrThrow('for d; do [ -e "$d" ] || echo "$d"; done', {
    args: STATE_DIRECTORIES,
    signal: step.signal,
  });
  await step.ledger.amend((data) => ({
    ...data,
    packages: [...new Set([...data.packages, ...added])],
    stateDirectories: data.stateDirectories ?? absent.trim().split('\n').filter(Boolean),
    keptFiles:
      data.keptFiles ?? files.flatMap(({ path, file }) => (file ? keptFile(path, file) : [])),
    installing: true,
  }));
  await packages(step, commands[manager].install);
  await step.ledger.amend(({ installing: _, ...rest }) => rest);
}

export async function repairPackages(step: StepContext, manager: PackageManager): Promise<void> {
  await packages(step, commands[manager].repair);
  await step.ledger.amend(({ installing: _, ...rest }) => rest);
}

/**
 * Removes the packages that we installed together with their configuration and the engine's state.
 * What stood there before stays, or is put back.
 */
export async function removePackages(
  step: StepContext,
  manager: PackageManager,
  { packages: names, stateDirectories, keptFiles = [] }: LedgerData,
): Promise<void> {
  await packages(step, commands[manager].remove, [...names]);
  await step.remote.runOrThrow(REMOVE_STATE, {
    args: stateDirectories ?? stateOf(names),
    signal: step.signal,
  });
  for (const { path, content, ...rest } of keptFiles) {
    const [now] = await step.remote.stat([path], step.signal);
    if (now?.file) continue;
    const file = { ...rest, content: Buffer.from(content, 'base64') };
    await step.remote.writeFile(path, file, step.signal);
  }
}

/** A directory that is a mount point stays, emptied. */
const REMOVE_STATE =
  'for d; do [ -d "$d" ] || continue; find "$d" -mindepth 1 -delete 2>/dev/null; ' +
  'rmdir "$d" 2>/dev/null || :; done; [ -e /run/docker.sock ] && [ ! -e /run/docker.pid ] && rm -f /run/docker.sock; rm -f /etc/docker/key.json';

/** Lists of earlier versions do not say what stood there before: what bears a package's name. */
function stateOf(names: readonly string[]): string[] {
  return STATE_DIRECTORIES.filter((directory) =>
    names.some((name) => directory.endsWith(name.replace(/[.-].*$/, ''))),
  );
}
