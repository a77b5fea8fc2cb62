import { ControlPlaneError, problem, type Problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import { parseManifest } from '../manifest.ts';
import { StepProblems, type Phase, type StepContext } from '../phase.ts';
import { isLost } from '../step-runner.ts';
import { dockerInfo, isOurSwarm } from './docker-engine.ts';
import { managerDocker, SWARM_PORT, type SwarmNode } from './swarm.ts';

const MIB_IN_KIB = 1024;
/** Debian's docker.io with its dependencies takes 450 MiB unpacked; the rest is for images. */
const FREE_TO_INSTALL_KIB = 1024 * MIB_IN_KIB;
const FREE_TO_RUN_KIB = 256 * MIB_IN_KIB;
/** Certificates of a swarm are refused by a host whose clock is off by more than a minute or so. */
const CLOCK_TOLERANCE_SECONDS = 60;
const OLDEST_DOCKER = [20, 10] as const;

/** The address by which the other hosts reach this one; empty when it cannot be told. */
export function privateAddress(facts: Facts, nic: string, ip: string): string {
  const onHost = new Set(facts.addresses.map(({ address }) => address));
  if (nic) {
    const own = facts.addresses.filter(
      (entry) => entry.nic === nic || entry.nic.startsWith(`${nic}@`),
    );
    return (own.find((entry) => entry.address === ip) ?? own.find(isIpv4) ?? own[0])?.address ?? '';
  }
  if (onHost.has(ip)) return ip;
  if (onHost.has(facts.ssh_address)) return facts.ssh_address;
  return facts.default_address;
}

const isIpv4 = ({ address }: { address: string }) => address.includes('.');

function dockerVersion(text: string): readonly [number, number] | undefined {
  const match = /version (\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

/** One look at a host: what is wrong with it, nothing when all is well. */
type Check = (facts: Facts, step: StepContext) => Problem[] | Promise<Problem[]>;

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

const owner: Check = ({ manifest }, { host, cluster, input }) => {
  if (manifest === undefined) return [];
  const list = parseManifest(Buffer.from(manifest, 'base64').toString('utf8'), host.ip);
  if (list.clusterId === cluster.id || input.takeOver) return [];
  const message = `The host belongs to cluster "${list.clusterName}" (${list.clusterId}) of controller ${list.controller}, since ${list.since}.`;
  return [problem('HOST_TAKEN', message)];
};

/** Docker must be in no other swarm, and a swarm's ports must be free. */
const swarm: Check = async (facts, step) => {
  if (await isOurSwarm(step)) return [];
  if (facts.docker_active === 'active') {
    const { Swarm } = await dockerInfo(step);
    if (Swarm.LocalNodeState !== 'inactive') {
      const message = `Docker is part of swarm ${Swarm.Cluster?.ID ?? 'unknown'}.`;
      return [problem('HOST_IN_OTHER_SWARM', message)];
    }
  }
  // a Docker that has left a swarm may keep its gossip port and the kernel's vxlan port open, and
  // uses both again
  const others = facts.listeners
    .filter(({ program }) => program && program !== 'dockerd')
    .filter(({ port }) => port !== SWARM_PORT || step.host.isMaster);
  return others.map(({ protocol, port, program }) =>
    problem('HOST_PORT_IN_USE', `${program} listens on ${protocol} port ${port}.`),
  );
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

/** A name that a node of the running cluster has already. */
const takenName: Check = async (facts, step) => {
  const running = step.managers().some(({ id }) => step.hosts.every((host) => host.id !== id));
  if (!running) return [];
  const manager = await managerDocker(step);
  const nodes = await manager.get<SwarmNode[]>('/nodes', step.signal);
  const name = step.host.wantedName || facts.hostname;
  const own = new Set(facts.addresses.map(({ address }) => address));
  return nodes
    .filter(({ Description, Status }) => Description.Hostname === name && !own.has(Status.Addr))
    .map(({ Status }) =>
      problem('HOST_NAME_SHARED', `${Status.Addr} of the cluster has the same host name, ${name}.`),
    );
};

const CHECKS: readonly Check[] = [
  operatingSystem,
  space,
  writable,
  clock,
  networkInterface,
  dockerItself,
  dockerConfig,
  owner,
  swarm,
  clones,
  takenName,
];

/** A check that finds no answer says so like one that finds a fault; a lost host is the step's. */
async function problemsBy(check: Check, facts: Facts, step: StepContext): Promise<Problem[]> {
  try {
    return await check(facts, step);
  } catch (error) {
    step.signal.throwIfAborted();
    if (!(error instanceof ControlPlaneError) || isLost(error.code)) throw error;
    return [error.problem];
  }
}

/** Checks the host and tells everything that is wrong at once. Changes nothing. */
export const preflight: Phase = {
  name: 'preflight',
  limitSeconds: 90,
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const found = await Promise.all(CHECKS.map((check) => problemsBy(check, facts, step)));
    if (found.flat().length > 0) throw new StepProblems(found.flat());
    step.update({
      hostName: step.host.wantedName || facts.hostname,
      privateIp: privateAddress(facts, step.host.nic, step.host.ip),
    });
    const memory = Math.round(facts.memory_kib / MIB_IN_KIB);
    step.log(
      `${facts.os_name}, ${facts.cpus} CPUs, ${memory} MiB; ${facts.dockerd ?? 'no Docker'}.`,
    );
  },
};
