import { problem, type Problem } from '../../../shared/contract/errors.ts';
import type { Facts } from '../../remote/facts.ts';
import { parseManifest } from '../manifest.ts';
import { StepProblems, type Phase, type StepContext } from '../phase.ts';
import { dockerInfo, isOurSwarm } from './docker-engine.ts';

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

/** What is wrong with the host by itself. */
function ownProblems(facts: Facts, step: StepContext): Problem[] {
  const found: Problem[] = [];
  const { host, manifest } = { host: step.host, manifest: facts.manifest };
  if (facts.init !== 'systemd' || (!facts.dockerd && !facts.package_manager)) {
    const what =
      facts.init === 'systemd' ? 'no package manager that we know' : `init is ${facts.init}`;
    found.push(problem('HOST_OS_UNSUPPORTED', `${facts.os_name || facts.os}: ${what}.`));
  }
  const needed = facts.dockerd ? FREE_TO_RUN_KIB : FREE_TO_INSTALL_KIB;
  const mounts = new Map(
    facts.disks
      .filter((disk) => disk.directory.startsWith('/var'))
      .map((disk) => [disk.mount, disk.freeKib]),
  );
  for (const [mount, freeKib] of mounts) {
    if (freeKib >= needed) continue;
    const [free, wanted] = [freeKib, needed].map((kib) => Math.floor(kib / MIB_IN_KIB));
    found.push(
      problem('HOST_DISK_FULL', `${mount} has ${free} MiB free, ${wanted} MiB are needed.`),
    );
  }
  if (facts.readOnly.length > 0) {
    found.push(problem('HOST_READ_ONLY', `${facts.readOnly.join(', ')} cannot be written.`));
  }
  if (Math.abs(facts.clockOffset) > CLOCK_TOLERANCE_SECONDS) {
    const seconds = Math.round(Math.abs(facts.clockOffset));
    const way = facts.clockOffset > 0 ? 'ahead' : 'behind';
    found.push(problem('HOST_CLOCK_SKEWED', `The clock is ${seconds} s ${way} of ours.`));
  }
  if (!privateAddress(facts, host.nic, host.ip)) {
    const nics = [...new Set(facts.addresses.map(({ nic }) => nic))].join(', ');
    found.push(problem('HOST_NIC_UNKNOWN', `No address on "${host.nic}". Interfaces: ${nics}.`));
  }
  if (facts.dockerd) {
    const version = dockerVersion(facts.dockerd);
    const [major, minor] = version ?? [0, 0];
    if (major < OLDEST_DOCKER[0] || (major === OLDEST_DOCKER[0] && minor < OLDEST_DOCKER[1])) {
      found.push(problem('DOCKER_TOO_OLD', `The host has "${facts.dockerd}".`));
    }
  }
  if (facts.daemon_json !== undefined) {
    try {
      JSON.parse(Buffer.from(facts.daemon_json, 'base64').toString('utf8') || '{}');
    } catch (error) {
      const cause = error instanceof Error ? error.message : undefined;
      found.push(
        problem('DOCKER_CONFIG_INVALID', '/etc/docker/daemon.json is not JSON.', { cause }),
      );
    }
  }
  if (manifest !== undefined) {
    const owner = parseManifest(Buffer.from(manifest, 'base64').toString('utf8'), host.ip);
    if (owner.clusterId !== step.cluster.id && !step.input.takeOver) {
      found.push(
        problem(
          'HOST_TAKEN',
          `The host belongs to cluster "${owner.clusterName}" (${owner.clusterId}) of controller ${owner.controller}, since ${owner.since}.`,
        ),
      );
    }
  }
  return found;
}

/** What Docker says: it must run or be startable, and be in no other swarm. */
async function swarmProblems(facts: Facts, step: StepContext): Promise<Problem[]> {
  const ours = await isOurSwarm(step);
  if (facts.docker_active === 'active') {
    const info = await dockerInfo(step);
    if (info.Swarm.LocalNodeState !== 'inactive' && !ours) {
      const swarm = info.Swarm.Cluster?.ID ?? 'unknown';
      return [problem('HOST_IN_OTHER_SWARM', `Docker is part of swarm ${swarm}.`)];
    }
  }
  if (ours) return [];
  // a Docker that has left a swarm may keep its gossip port open, and uses it again
  const others = facts.listeners.filter(({ program }) => program !== 'dockerd');
  return others.map(({ protocol, port, program }) =>
    problem('HOST_PORT_IN_USE', `${program} listens on ${protocol} port ${port}.`),
  );
}

/** What is wrong between the hosts: clones that share an identity. */
async function sharedProblems(facts: Facts, step: StepContext): Promise<Problem[]> {
  const others = step.hosts.filter((host) => host.id !== step.host.id);
  const found: Problem[] = [];
  const known = await Promise.all(
    others.map(async (host) => {
      const theirs = await step
        .peer(host)
        .facts(step.signal)
        .catch(() => undefined);
      return theirs ? [{ host, theirs }] : [];
    }),
  );
  const nameOf = (host: { wantedName: string }, theirs: Facts) =>
    host.wantedName || theirs.hostname;
  for (const { host, theirs } of known.flat()) {
    if (facts.machine_id !== '' && theirs.machine_id === facts.machine_id) {
      found.push(
        problem(
          'HOST_MACHINE_ID_SHARED',
          `${host.ip} has the same machine id, ${facts.machine_id}.`,
        ),
      );
    }
    if (nameOf(host, theirs) === nameOf(step.host, facts)) {
      found.push(
        problem('HOST_NAME_SHARED', `${host.ip} has the same host name, ${nameOf(host, theirs)}.`),
      );
    }
  }
  return found;
}

/** Checks the host and tells everything that is wrong at once. Changes nothing. */
export const preflight: Phase = {
  name: 'preflight',
  limitSeconds: 90,
  async apply(step) {
    const facts = await step.remote.facts(step.signal);
    const found = [
      ...ownProblems(facts, step),
      ...(await swarmProblems(facts, step)),
      ...(await sharedProblems(facts, step)),
    ];
    if (found.length > 0) throw new StepProblems(found);
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
