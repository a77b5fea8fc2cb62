import { expect, test } from 'vitest';
import type { CreateClusterRaw } from '../../shared/contract/cluster.ts';
import type { Lab } from '../lab/index.ts';
import { addressOf, rootNode } from '../integration/support/bodies.ts';
import { onHost, putFile } from '../integration/support/hosts.ts';
import { describeOnHosts } from '../integration/support/world.ts';
import type { Fault } from './support/rounds.ts';
import { testFaults } from './support/suite.ts';

const NIC = 'lan7';
const MANIFEST = '/var/lib/clusterdesk/manifest.json';
const READ_ONLY = 'mount --bind /etc /etc && mount -o remount,bind,ro /etc';
const program = (path: string, line: string) =>
  `printf '#!/bin/sh\\n${line}\\n' > ${path} && chmod 755 ${path}`;
const CLOCK_BEHIND = program('/usr/local/bin/date', `exec /usr/bin/date -d "300 seconds ago" "$@"`);
const CLOCK_RIGHT = 'rm /usr/local/bin/date';
const listen = (port: number) =>
  `systemd-run -q --unit=port${port} systemd-socket-activate -l ${port} sleep 600`;

const FOREIGN = {
  version: 1,
  controller: '1'.repeat(24),
  clusterId: '2'.repeat(24),
  clusterName: 'elsewhere',
  hostId: '3'.repeat(24),
  since: '2026-01-01T00:00:00Z',
  files: [],
  directories: [],
  packages: [],
};

/** Two hosts become clones of each other in one respect. */
function shared(host: number, make: string, mend: string): Pick<Fault, 'host' | 'make' | 'mend'> {
  return { host, make, mend };
}

const base = { step: 'preflight', left: 'nothing' } as const;

const FAULTS: Fault[] = [
  {
    ...base,
    title: 'A port of the swarm is in use, on the master',
    host: 1,
    round: 0,
    make: listen(2377),
    mend: 'systemctl stop port2377',
    code: 'HOST_PORT_IN_USE',
    says: /^systemd-socket\S* listens on tcp port 2377/,
    repair: 'Stop the program or move it; retry. A master fails the operation',
  },
  {
    ...base,
    title: 'The disk is full',
    host: 3,
    round: 0,
    make: 'fallocate -l 400M /root/fill',
    mend: 'rm /root/fill',
    code: 'HOST_DISK_FULL',
    says: /has \d+ MiB free, 256 MiB are needed/,
    repair: 'Free space; retry',
  },
  {
    ...base,
    title: '/etc is read-only',
    host: 4,
    round: 0,
    make: READ_ONLY,
    // lazily: a service of the host may be reading a file below it just now
    mend: 'umount -l /etc',
    code: 'HOST_READ_ONLY',
    says: /^\/etc cannot be written/,
    repair: 'Mount it read-write; retry',
  },
  {
    ...base,
    title: 'The network interface that was named is not there',
    host: 5,
    round: 0,
    make: ':',
    mend: (lab, host) =>
      onHost(
        lab,
        host,
        `ip link add ${NIC} type bridge && ip addr add ${addressOf(lab, host)}/32 dev ${NIC}`,
      ),
    code: 'HOST_NIC_UNKNOWN',
    says: /No address on "lan7"\. Interfaces: .*eth0/,
    repair: 'Give it an address, or add the host with the right privateNicName; retry',
  },
  ...[6, 7].map((host): Fault => ({
    ...base,
    ...shared(
      host,
      'cp /etc/machine-id /root/id && echo 0123456789abcdef0123456789abcdef > /etc/machine-id',
      'cat /root/id > /etc/machine-id',
    ),
    title: 'Two hosts share a machine id',
    round: 0,
    code: 'HOST_MACHINE_ID_SHARED',
    says: /has the same machine id, 0123456789abcdef0123456789abcdef/,
    fix: /systemd-machine-id-setup/,
    repair: 'Give one its own; retry. Both are told',
    twin: host === 7,
  })),
  {
    ...base,
    title: 'The clock is wrong',
    host: 3,
    round: 1,
    make: CLOCK_BEHIND,
    mend: CLOCK_RIGHT,
    code: 'HOST_CLOCK_SKEWED',
    says: /The clock is (299|30\d) s behind of ours/,
    repair: 'Set the clock; retry',
  },
  {
    ...base,
    title: 'Docker is too old',
    host: 4,
    round: 1,
    make: `systemctl stop docker.socket docker && ${program('/usr/local/sbin/dockerd', 'echo Docker version 19.03.15, build 99e3ed8919')}`,
    mend: 'rm /usr/local/sbin/dockerd && systemctl start docker',
    code: 'DOCKER_TOO_OLD',
    says: /The host has "Docker version 19\.03\.15/,
    fix: /20\.10/,
    repair: 'Upgrade it; retry. What is there is never replaced',
  },
  {
    ...base,
    title: 'A port of the swarm is in use, on a slave',
    host: 5,
    round: 1,
    make: listen(7946),
    mend: 'systemctl stop port7946',
    code: 'HOST_PORT_IN_USE',
    says: /listens on tcp port 7946/,
    repair: 'Stop the program or move it; retry',
    twin: true,
  },
  ...[6, 7].map((host): Fault => ({
    ...base,
    ...shared(host, 'hostname clone', `hostname node${host}`),
    title: 'A host name is taken',
    round: 1,
    code: 'HOST_NAME_SHARED',
    says: /has the same host name, clone/,
    fix: /hostnamectl set-hostname/,
    repair: 'Rename one, or send hostname with the node; retry. Both are told',
    twin: host === 7,
  })),
  {
    ...base,
    title: 'Several at once: the clock',
    host: 3,
    round: 2,
    make: CLOCK_BEHIND,
    mend: CLOCK_RIGHT,
    code: 'HOST_CLOCK_SKEWED',
    says: /behind/,
    repair: '',
    twin: true,
  },
  {
    ...base,
    title: 'Several at once: a directory',
    host: 3,
    round: 2,
    make: READ_ONLY,
    // lazily: a service of the host may be reading a file below it just now
    mend: 'umount -l /etc',
    code: 'HOST_READ_ONLY',
    says: /\/etc/,
    repair: '',
    twin: true,
  },
  {
    ...base,
    title: 'Several at once: a port',
    host: 3,
    round: 2,
    make: listen(7946),
    mend: 'systemctl stop port7946',
    code: 'HOST_PORT_IN_USE',
    says: /7946/,
    repair: '',
    twin: true,
  },
  {
    ...base,
    title: 'daemon.json is no JSON',
    host: 4,
    round: 2,
    make: `mkdir -p /etc/docker && printf '{"debug": true,}' > /etc/docker/daemon.json`,
    mend: 'rm /etc/docker/daemon.json',
    code: 'DOCKER_CONFIG_INVALID',
    says: /daemon\.json is not JSON/,
    because: /JSON/,
    repair: 'Correct the file; retry',
  },
  {
    ...base,
    title: 'The host belongs to another cluster',
    host: 5,
    round: 2,
    make: (lab, host) => putFile(lab, host, MANIFEST, JSON.stringify(FOREIGN)),
    mend: 'rm -r /var/lib/clusterdesk',
    code: 'HOST_TAKEN',
    says: /belongs to cluster "elsewhere"/,
    fix: /takeOver/,
    repair: 'Delete it there, then retry; or take it over on purpose',
  },
  {
    ...base,
    title: 'Docker is in another swarm',
    host: 6,
    round: 2,
    make: 'docker swarm init --advertise-addr eth0',
    mend: 'docker swarm leave --force',
    code: 'HOST_IN_OTHER_SWARM',
    says: /Docker is a manager of swarm [0-9a-z]{25}/,
    fix: /docker swarm leave/,
    repair: 'Take it out of that swarm; retry',
  },
  {
    ...base,
    title: 'Docker is masked',
    host: 7,
    round: 2,
    make: 'systemctl stop docker.socket docker && systemctl mask docker',
    mend: 'systemctl unmask docker && systemctl start docker',
    code: 'DOCKER_NOT_RUNNING',
    says: /docker\.service is masked/,
    fix: /systemctl unmask docker/,
    repair: 'Unmask it; retry',
  },
  {
    ...base,
    title: 'Our record on the host is damaged',
    host: 5,
    round: 3,
    make: (lab, host) => putFile(lab, host, MANIFEST, '{"version": 1'),
    mend: 'rm -r /var/lib/clusterdesk',
    code: 'HOST_MANIFEST_DAMAGED',
    says: /manifest\.json cannot be read/,
    repair: 'Restore or remove it; retry',
  },
];

function body(lab: Lab): CreateClusterRaw {
  const at = (index: number) => rootNode(lab, index);
  return {
    name: 'checks',
    stack: 'swarm',
    masterNodes: [at(1)],
    sharedNodes: [at(2)],
    pureslaveNodes: [at(3), at(4), { ...at(5), privateNicName: NIC }, at(6), at(7)],
  };
}

const hosts = Array.from({ length: 7 }, (_, at) => (at === 2 ? { diskMb: 500 } : {}));

describeOnHosts('the checks before anything is changed', { hosts, spoils: 'all' }, (world) => {
  const played = testFaults(world, {
    section: 'The checks before anything is changed',
    faults: FAULTS,
    body,
    more: [
      {
        fault: 'Several of these on one host',
        problem: undefined,
        instead: 'All of them are told at once, each with its fix.',
        left: 'nothing',
        repair: 'Mend all; retry',
      },
    ],
  });

  test('a host name of the running cluster is taken', async () => {
    const { lab } = world;
    const { api, clusterId } = played();
    const hosts = await api.hosts(clusterId);
    const last = hosts.find(({ ip }) => ip === addressOf(lab, 7));
    await api.ended(await api.removeHosts(clusterId, [last?.hostId ?? '']));
    await onHost(lab, 7, 'hostname node2');
    const nodes = { pureslaveCount: 1, pureslaveNodes: [rootNode(lab, 7)] };
    const operation = await api.ended(await api.addHosts(clusterId, nodes));
    const errors = operation.phases.flatMap(({ steps }) => steps.flatMap((step) => step.errors));
    expect(errors).toMatchObject([
      {
        code: 'HOST_NAME_SHARED',
        host: addressOf(lab, 7),
        message: `${addressOf(lab, 2)} of the cluster has the same host name, node2.`,
      },
    ]);
    await onHost(lab, 7, 'hostname node7');
    await api.steer(operation._id, 'retry');
    expect((await api.ended(operation._id)).state).toBe('succeeded');
    expect(await api.cluster(clusterId)).toMatchObject({ status: 'RUNNING', instances: 7 });
  });
});
