import { expect, test } from 'vitest';
import type { StandInHost } from '../testing/stand-in-host.testing.ts';
import {
  LEDGER,
  standIns,
  type ClusterSetup,
  type StandInCluster,
} from '../testing/stand-ins.testing.ts';
import { swarmChecks } from '../swarm/checks.ts';
import { preflight as preflightFor } from './preflight.ts';

const preflight = preflightFor(swarmChecks);

test('a good host is told of, and its name and address are written down', async () => {
  const cluster = await standIns([{ name: 'alpha', docker: 'running' }], {
    records: [{ privateIp: '' }],
  });
  const before = cluster.host(0).files.snapshot();
  expect(await cluster.run(preflight)).toEqual({
    state: 'done',
    changes: [],
    log: ['Debian GNU/Linux 13 (trixie), 2 CPUs, 2000 MiB; Docker version 26.1.5+dfsg1.'],
  });
  const { address } = cluster.host(0);
  expect(cluster.record(0)).toMatchObject({ hostName: 'alpha', privateIp: address });
  expect(cluster.host(0).files.snapshot()).toEqual(before);
  expect(cluster.host(0).docker.changes).toEqual([]);
});

test('the name that the operator wants goes before the one that the host has', async () => {
  const cluster = await standIns([{ name: 'alpha' }], { records: [{ wantedName: 'beta' }] });
  expect(await cluster.run(preflight)).toMatchObject({
    log: [expect.stringMatching(/; no Docker\.$/)],
  });
  expect(cluster.record(0).hostName).toBe('beta');
});

const NICS = `1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet6 fe80::1/64 scope link
2: eth0    inet 10.1.0.1/16 scope global eth0
3: lan7@if9    inet6 fd00::7/64 scope global
3: lan7@if9    inet 10.7.0.1/16 scope global lan7
4: six    inet6 fd00::6/64 scope global
`;

test.for([
  { nic: 'eth0', address: '10.1.0.1', why: 'its first of IPv4' },
  { nic: 'lan7', address: '10.7.0.1', why: 'a virtual interface is called by its first name' },
  { nic: 'six', address: 'fd00::6', why: 'IPv6 where it has no other' },
  { nic: '', address: '10.9.0.1', why: 'that of the way out, where none of ours is its own' },
])('the address on "$nic": $why', async ({ nic, address }) => {
  const cluster = await standIns([{}], { records: [{ nic }] });
  cluster.host(0).files.set('addresses', NICS);
  cluster.host(0).files.set('route', '192.0.2.1 via 10.9.0.254 dev eth0 src 10.9.0.1 uid 0');
  expect(await cluster.run(preflight)).toMatchObject({ state: 'done' });
  expect(cluster.record(0).privateIp).toBe(address);
});

const ELSEWHERE = {
  controller: '1'.repeat(24),
  clusterId: '2'.repeat(24),
  clusterName: 'elsewhere',
  since: '2026-01-01T00:00:00Z',
};

interface Sick {
  readonly title: string;
  readonly make: (host: StandInHost, cluster: StandInCluster) => void;
  readonly setup?: ClusterSetup;
  /** codes with what they say */
  readonly problems: readonly (readonly [code: string, message: RegExp])[];
}

/** Everything that is wrong with a host is told at once: several things are tried on each. */
const HOSTS: readonly Sick[] = [
  {
    title: 'a host of another kind, whose clock is behind',
    make({ files }) {
      files.put('/proc/1/comm', 'busybox\n');
      files.set('clock', '-300');
      files.set('mounts', '/ 20000000\n/var 900000\n');
      files.put('/etc/docker/daemon.json', '{"debug": true,}');
    },
    setup: { records: [{ nic: 'lan7' }] },
    problems: [
      ['HOST_OS_UNSUPPORTED', /^Debian GNU\/Linux 13 \(trixie\): init is busybox\.$/],
      ['HOST_DISK_FULL', /^\/var has 878 MiB free, 1024 MiB are needed\.$/],
      ['HOST_CLOCK_SKEWED', /^The clock is (299|30\d) s behind of ours\.$/],
      ['HOST_NIC_UNKNOWN', /^No address on "lan7"\. Interfaces: lo, eth0\.$/],
      ['DOCKER_CONFIG_INVALID', /daemon\.json is not JSON/],
    ],
  },
  {
    title: 'a host that cannot be written to, whose clock is ahead',
    make({ files }, cluster) {
      files.dropProgram('apt-get');
      // the tests may be root's, who can write everywhere but where there is nothing
      files.remove('/usr');
      files.set('clock', '300');
      cluster.claim(0, ELSEWHERE);
    },
    problems: [
      ['HOST_OS_UNSUPPORTED', /no package manager that we know/],
      ['HOST_READ_ONLY', /^\/usr cannot be written\.$/],
      ['HOST_CLOCK_SKEWED', /^The clock is (299|30\d) s ahead of ours\.$/],
      [
        'HOST_TAKEN',
        /^The host belongs to cluster "elsewhere" \(2{24}\) of controller 1{24}, since 2026/,
      ],
    ],
  },
  {
    title: "an old Docker that is another swarm's",
    make(host) {
      host.addDocker(true);
      host.files.set('docker.version', '20.09.1');
      host.files.set('mounts', '/ 200000\n');
      host.engine.init({});
    },
    problems: [
      ['HOST_DISK_FULL', /^\/ has 195 MiB free, 256 MiB are needed\.$/],
      ['DOCKER_TOO_OLD', /^The host has "Docker version 20\.09\.1"\.$/],
      ['HOST_IN_OTHER_SWARM', /^Docker is a manager of swarm [0-9a-z]{25}\.$/],
    ],
  },
  {
    title: 'a Docker that is off, and ports that are taken',
    make(host) {
      host.addDocker(false);
      host.files.set('docker.version', '19.03.15');
      host.files.set('docker.enabled', 'masked');
      host.files.set('listeners', 'tcp LEDGEREN 0 9 *:2377 *:* users:(("etcd",pid=9,fd=3))');
      host.files.set('vxlan', '4: flannel.1@eth0: <UP> mtu 1450 vxlan id 1 dstport 4789 ttl auto');
    },
    problems: [
      ['DOCKER_TOO_OLD', /^The host has "Docker version 19\.03\.15, build 0000000"\.$/],
      ['DOCKER_NOT_RUNNING', /^The unit docker\.service is masked\.$/],
      ['HOST_PORT_IN_USE', /^etcd listens on tcp port 2377\.$/],
      ['HOST_PORT_IN_USE', /^flannel\.1 listens on udp port 4789\.$/],
    ],
  },
  {
    title: 'a host whose list is damaged, which several checks meet',
    make: ({ files }) => files.put(LEDGER, '{"version": 1'),
    problems: [['HOST_MANIFEST_DAMAGED', /manifest\.json cannot be read/]],
  },
];

test.for(HOSTS)('$title', async ({ make, setup, problems }) => {
  const cluster = await standIns([{}], setup);
  make(cluster.host(0), cluster);
  expect(await cluster.run(preflight)).toMatchObject({
    state: 'failed',
    changes: [],
    problems: problems.map(([code, message]) => ({
      code,
      message: expect.stringMatching(message),
      host: cluster.host(0).address,
      step: 'preflight',
    })),
  });
});

test('a plan tells what is wrong, too', async () => {
  const cluster = await standIns([{}]);
  cluster.host(0).files.put(LEDGER, '{');
  expect(await cluster.plan(preflight)).toMatchObject({
    changes: [],
    errors: [{ code: 'HOST_MANIFEST_DAMAGED' }],
  });
});

test('what Docker of a swarm has left open is no hindrance, nor a port of masters on a slave', async () => {
  const cluster = await standIns([{}], { records: [{ isMaster: false }] });
  cluster.host(0).files.set(
    'listeners',
    `udp UNCONN 0 0 0.0.0.0:4789 0.0.0.0:*
tcp LEDGEREN 0 9 *:7946 *:* users:(("dockerd",pid=9,fd=3))
tcp LEDGEREN 0 9 *:2377 *:* users:(("etcd",pid=9,fd=3))
`,
  );
  expect(await cluster.run(preflight)).toMatchObject({ state: 'done' });
});

test.for([
  { title: "the cluster's own host", list: {}, input: {} },
  {
    title: 'a host that is taken over',
    list: { clusterId: '2'.repeat(24) },
    input: { takeOver: true },
  },
])('$title passes with the swarm that it is in', async ({ list, input }) => {
  const cluster = await standIns([{ docker: 'running' }], { input });
  cluster.claim(0, { ...list, swarm: { gatewayBridgeBefore: false } });
  cluster.host(0).engine.init({});
  expect(await cluster.run(preflight)).toMatchObject({ state: 'done' });
});

test('clones are told of on both hosts', async () => {
  const cluster = await standIns([{ name: 'twin' }, { name: 'twin' }]);
  for (const { files } of cluster.hosts) files.put('/etc/machine-id', `${'0123'.repeat(8)}\n`);
  for (const [index, other] of [1, 0].entries()) {
    const { address } = cluster.host(other);
    expect(await cluster.run(preflight, index)).toMatchObject({
      problems: [
        { message: `${address} has the same machine id, ${'0123'.repeat(8)}.` },
        { message: `${address} has the same host name, twin.`, code: 'HOST_NAME_SHARED' },
      ],
    });
  }
});

test('a clone that does not answer is its own trouble', async () => {
  const cluster = await standIns([{ name: 'twin' }, { name: 'twin' }]);
  await cluster.host(1).powerOff();
  expect(await cluster.run(preflight)).toMatchObject({ state: 'done' });
});

test('a name that a node of the running cluster has is taken', async () => {
  const cluster = await standIns([{ name: 'one', docker: 'running' }, { name: 'one' }], {
    taking: [1],
  });
  const { id } = cluster.context.cluster();
  cluster.host(0).engine.init({ 'clusterdesk.cluster': id });
  const { address } = cluster.host(0);
  expect(await cluster.run(preflight, 1)).toMatchObject({
    problems: [
      {
        code: 'HOST_NAME_SHARED',
        message: `${address} of the cluster has the same host name, one.`,
      },
    ],
  });
});

test('a host that is lost meanwhile is no finding of a check', async () => {
  const cluster = await standIns([{ docker: 'running' }]);
  const { docker, sshd } = cluster.host(0);
  docker.faults.push({ on: /^GET \/info/, what: () => sshd.cut() });
  expect(await cluster.run(preflight)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_CONNECTION_LOST' }],
  });
});

test("a Docker that is off and was a member of a swarm is another swarm's", async () => {
  const cluster = await standIns([{ docker: 'stopped' }]);
  cluster.host(0).files.put('/var/lib/docker/swarm/docker-state.json', '{"LocalAddr":"10.0.0.1"}');
  expect(await cluster.run(preflight)).toMatchObject({
    problems: [
      {
        code: 'HOST_IN_OTHER_SWARM',
        message: expect.stringContaining('/var/lib/docker/swarm'),
      },
    ],
  });
});

test('a master that is in another swarm by now is not taken for one of ours', async () => {
  const cluster = await standIns([{ name: 'one', docker: 'running' }, { name: 'two' }], {
    taking: [1],
  });
  cluster.host(0).engine.init({ 'clusterdesk.cluster': '2'.repeat(24) });
  expect(await cluster.run(preflight, 1)).toMatchObject({ problems: [{ code: 'HOST_TAKEN' }] });
});
