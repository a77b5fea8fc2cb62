import { problem, type Problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import { hostTaken, parseLedger } from '../host-ledger.ts';
import { privateAddress } from '../private-address.ts';
import type { Check } from './check.ts';

const MIB_IN_KIB = 1024;
/** Debian's docker.io with its dependencies takes 450 MiB unpacked; the rest is for images. */
const FREE_TO_INSTALL_KIB = 1024 * MIB_IN_KIB;
const FREE_TO_RUN_KIB = 256 * MIB_IN_KIB;
/** Certificates of a swarm are refused by a host whose clock is off by more than a minute or so. */
const CLOCK_TOLERANCE_SECONDS = 60;
const OLDEST_DOCKER = [20, 10] as const;

function dockerVersion(text: string): readonly [number, number] | undefined {
  const match = /version (\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

const operatingSystem: Check = (facts) => {
  if (facts.init === 'systemd' && (facts.dockerd || facts.package_manager)) return [];
  const what =
    facts.init === 'systemd' ? 'no package manager that we know' : `init is ${facts.init}`;
  return [problem('HOST_OS_UNSUPPORTED', `${facts.os_name || facts.os}: ${what}.`)];
};

const space: Check = (facts) => {
  const needed = facts.dockerd ? FREE_TO_RUN_KIB : FREE_TO_INSTALL_KIB;
  const mounts = new Map(
    facts.disks
      .filter((disk) => disk.directory.startsWith('/var'))
      .map((disk) => [disk.mount, disk.freeKib]),
  );
  return [...mounts].flatMap(([mount, freeKib]) => {
    if (freeKib >= needed) return [];
    const [free, wanted] = [freeKib, needed].map((kib) => Math.floor(kib / MIB_IN_KIB));
    const message = `${mount} has ${free} MiB free, ${wanted} MiB are needed.`;
    return [problem('HOST_DISK_FULL', message)];
  });
};

const writable: Check = ({ readOnly }) =>
  readOnly.length === 0
    ? []
    : [problem('HOST_READ_ONLY', `${readOnly.join(', ')} cannot be written.`)];

const clock: Check = ({ clockOffset }) => {
  if (Math.abs(clockOffset) <= CLOCK_TOLERANCE_SECONDS) return [];
  const seconds = Math.round(Math.abs(clockOffset));
  const way = clockOffset > 0 ? 'ahead' : 'behind';
  return [problem('HOST_CLOCK_SKEWED', `The clock is ${seconds} s ${way} of ours.`)];
};

const networkInterface: Check = (facts, { host }) => {
  if (privateAddress(facts, host.nic, host.ip)) return [];
  const nics = [...new Set(facts.addresses.map(({ nic }) => nic))].join(', ');
  return [problem('HOST_NIC_UNKNOWN', `No address on "${host.nic}". Interfaces: ${nics}.`)];
};

const dockerItself: Check = (facts) => {
  if (!facts.dockerd) return [];
  const found: Problem[] = [];
  const [major, minor] = dockerVersion(facts.dockerd) ?? OLDEST_DOCKER;
  if (major < OLDEST_DOCKER[0] || (major === OLDEST_DOCKER[0] && minor < OLDEST_DOCKER[1])) {
    found.push(problem('DOCKER_TOO_OLD', `The host has "${facts.dockerd}".`));
  }
  if (facts.docker_enabled === 'masked') {
    const fix = 'Run systemctl unmask docker on the host, then retry.';
    found.push(problem('DOCKER_NOT_RUNNING', 'The unit docker.service is masked.', { fix }));
  }
  return found;
};

const dockerConfig: Check = ({ daemon_json }) => {
  if (daemon_json === undefined) return [];
  try {
    JSON.parse(Buffer.from(daemon_json, 'base64').toString('utf8').trim() || '{}');
    return [];
  } catch (error) {
    const cause = error instanceof Error ? error.message : undefined;
    const message = '/etc/docker/daemon.json is not JSON.';
    return [problem('DOCKER_CONFIG_INVALID', message, { cause })];
  }
};

const owner: Check = ({ manifest }, { host, cluster, controllerId, input }) => {
  if (manifest === undefined) return [];
  const list = parseLedger(Buffer.from(manifest, 'base64').toString('utf8'), host.ip);
  if (list.clusterId === cluster.id || input.takeOver) return [];
  return [hostTaken(list, host.ip, controllerId).problem];
};

/** Clones that share an identity with another host of the operation. */
const clones: Check = async (facts, step) => {
  const others = step.hosts.filter((host) => host.id !== step.host.id);
  const known = await Promise.all(
    others.map(async (host) => {
      const look = step.peer(host).facts(step.signal);
      return { host, theirs: await look.catch(() => undefined) };
    }),
  );
  const nameOf = (host: { wantedName: string }, of: Facts) => host.wantedName || of.hostname;
  return known.flatMap(({ host, theirs }) => {
    const found: Problem[] = [];
    if (theirs && facts.machine_id !== '' && theirs.machine_id === facts.machine_id) {
      const message = `${host.ip} has the same machine id, ${facts.machine_id}.`;
      found.push(problem('HOST_MACHINE_ID_SHARED', message));
    }
    if (theirs && nameOf(host, theirs) === nameOf(step.host, facts)) {
      const message = `${host.ip} has the same host name, ${nameOf(host, theirs)}.`;
      found.push(problem('HOST_NAME_SHARED', message));
    }
    return found;
  });
};

/** What every stack needs of a host. */
export const hostChecks: readonly Check[] = [
  operatingSystem,
  space,
  writable,
  clock,
  networkInterface,
  dockerItself,
  dockerConfig,
  owner,
  clones,
];
