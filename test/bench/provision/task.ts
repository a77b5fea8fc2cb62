import { createKeyPair } from '../../../main/services/key-pairs.ts';
import { exec, type Lab, type LabHost } from '../../lab/index.ts';

/**
 * What every contender makes of the hosts of a lab that have Docker: the registry into
 * daemon.json and Docker reloaded, a public key for root, host 1 a swarm's manager, the others its
 * workers, each node labelled, all of them ready.
 */
export interface Task {
  readonly lab: Lab;
  readonly hosts: readonly LabHost[];
  readonly registry: string;
  readonly publicKey: string;
}

export async function makeTask(lab: Lab, count: number): Promise<Task> {
  return {
    lab,
    hosts: lab.hosts.slice(0, count),
    registry: lab.registry?.address ?? '',
    publicKey: (await createKeyPair('ed25519', 'bench')).publicKey,
  };
}

/** The role that a node's label says. */
export function roleOf(host: LabHost): string {
  if (host.index === 1) return 'master';
  return host.index === 2 ? 'shared' : 'pure';
}

async function onHost(lab: Lab, index: number, script: string): Promise<string> {
  const { code, stdout, stderr } = await exec(lab.name, index, ['sh', '-c', script]);
  if (code !== 0) throw new Error(`host ${index}: ${stderr || stdout}`);
  return stdout.trim();
}

const onAll = ({ lab, hosts }: Task, script: string) =>
  Promise.all(hosts.map(({ index }) => onHost(lab, index, script)));

/** @throws when the hosts are not what the task says */
export async function checkDone(task: Task): Promise<void> {
  const { lab, hosts, registry, publicKey } = task;
  const states = await onHost(lab, 1, `docker node ls --format '{{.Status}}'`);
  const ready = states.split('\n').filter((state) => state === 'Ready').length;
  if (ready !== hosts.length) throw new Error(`${ready} of ${hosts.length} nodes are ready`);
  const labels = await onHost(
    lab,
    1,
    `docker node inspect -f '{{index .Spec.Labels "clusterdesk.role"}}' $(docker node ls -q)`,
  );
  const found = labels.split('\n').toSorted().join(' ');
  const wanted = hosts.map(roleOf).toSorted().join(' ');
  if (found !== wanted) throw new Error(`labels are ${found}`);
  const key = publicKey.split(' ')[1] ?? '';
  await onAll(
    task,
    `grep -q '${registry}' /etc/docker/daemon.json && grep -q '${key}' /root/.ssh/authorized_keys && ` +
      `docker info -f '{{json .RegistryConfig.IndexConfigs}}' | grep -q '${registry}'`,
  );
}

/** Docker that leaves a swarm while it still sets up the ingress network never takes it down. */
const LEAVE =
  'i=0; until docker network inspect docker_gwbridge 2>/dev/null | grep -q ingress-sbox; do ' +
  'i=$((i+1)); [ $i -lt 50 ] || break; sleep 0.1; done; sleep 0.5; ' +
  'docker swarm leave --force >/dev/null 2>&1; ' +
  'docker network inspect ingress >/dev/null 2>&1 && systemctl restart docker; ' +
  'docker network rm docker_gwbridge >/dev/null 2>&1; ';
const CLEAN =
  'rm -rf /var/lib/clusterdesk /etc/docker/daemon.json /root/.ansible; kill -HUP "$(cat /run/docker.pid)"; ' +
  `sed -i '/ bench$/d' /root/.ssh/authorized_keys; docker info -f '{{.Swarm.LocalNodeState}}'`;

/** Puts the hosts back to how they were before, whoever worked on them. */
export async function reset(task: Task): Promise<void> {
  const states = await onAll(task, `${LEAVE}${CLEAN}`);
  const bad = states.find((state) => state !== 'inactive');
  if (bad !== undefined) throw new Error(`a host is still in a swarm: ${bad}`);
}

/** Gives the hosts the Python that Ansible runs there. */
export async function installPython(task: Task): Promise<void> {
  await onAll(
    task,
    'command -v python3 >/dev/null || ' +
      `for package in /opt/lab-packages/*python3*.deb /opt/lab-packages/media-types*.deb; do dpkg-deb -x "$package" / || exit; done`,
  );
}

/** The hosts' identities in the form of known_hosts. */
export async function knownHosts({ lab, hosts }: Task): Promise<string> {
  const lines = hosts.map(async ({ index, address }) => {
    const key = await onHost(lab, index, 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    return `${address} ${key}\n`;
  });
  return (await Promise.all(lines)).join('');
}
