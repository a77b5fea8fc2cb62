import { expect, test } from 'vitest';
import { claimedHost } from '../testing/stand-ins.testing.ts';
import { installDocker } from './install-docker.ts';
import { removeDocker } from './remove-docker.ts';

const MANAGERS = [
  { packageManager: 'apt-get', packages: ['containerd', 'runc', 'docker.io', 'docker-cli'] },
  { packageManager: 'dnf', packages: ['moby-engine'] },
  { packageManager: 'zypper', packages: ['docker'] },
  { packageManager: 'apk', packages: ['docker'] },
] as const;

test.for(MANAGERS)(
  'Docker comes from $packageManager, and goes again',
  async ({ packageManager, packages }) => {
    const cluster = await claimedHost({ packageManager });
    const { files, engine } = cluster.host(0);
    const before = files.snapshot();
    const { state, changes } = await cluster.run(installDocker);
    // a package of Debian is started by its installation
    const started = packageManager === 'apt-get' ? [] : ['Start Docker'];
    expect({ state, changes }).toEqual({
      state: 'done',
      changes: [`Install Docker with ${packageManager}: ${packages.join(', ')}`, ...started],
    });
    expect(cluster.ledger()).toMatchObject({ packages });
    expect(cluster.ledger()).not.toHaveProperty('engineBefore');
    expect(engine.isRunning).toBe(true);
    expect(await cluster.run(installDocker)).toMatchObject({ state: 'skipped' });
    expect(await cluster.planAndRun(removeDocker)).toMatchObject({
      changes: [`Remove ${packages.length} packages that we installed`],
    });
    expect(files.snapshot()).toEqual(before);
    expect(files.get('docker.active')).toBe('inactive');
  },
);

test('what the package manager prints is in the log', async () => {
  const cluster = await claimedHost();
  const { log } = await cluster.run(installDocker);
  expect(log).toEqual(
    expect.arrayContaining(['Unpacking docker.io (1.0) ...', 'Setting up docker.io (1.0) ...']),
  );
});

test('a plan tells of the installation, and of nothing that it cannot see yet', async () => {
  const cluster = await claimedHost();
  expect(await cluster.plan(installDocker)).toEqual({
    changes: ['Install Docker with apt-get: containerd, runc, docker.io, docker-cli'],
    errors: [],
  });
});

test('a new machine, whose lists of packages know no Docker yet, reads them first', async () => {
  const cluster = await claimedHost();
  const { files } = cluster.host(0);
  files.set('archive.new', files.get('archive'));
  files.set('archive', '');
  const changes = ['Install Docker with apt-get, which reads its lists of packages anew first'];
  expect(await cluster.plan(installDocker)).toEqual({ changes, errors: [] });
  expect(await cluster.run(installDocker)).toMatchObject({ state: 'done', changes });
  expect(cluster.ledger().packages).toContain('docker.io');
});

test('a Docker that runs is left as it is', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const before = cluster.host(0).files.snapshot();
  expect(await cluster.run(installDocker)).toMatchObject({ state: 'skipped', changes: [] });
  expect(await cluster.undo(installDocker)).toMatchObject({ state: 'done', changes: [] });
  expect(cluster.host(0).files.snapshot()).toEqual(before);
});

test('a Docker that is off is started, now and at boot, and is off again after us', async () => {
  const cluster = await claimedHost({ docker: 'stopped' });
  const { files } = cluster.host(0);
  expect(await cluster.planAndRun(installDocker)).toMatchObject({
    state: 'done',
    changes: ['Start Docker and let Docker start at boot'],
  });
  expect([files.get('docker.active'), files.get('docker.enabled')]).toEqual(['active', 'enabled']);
  expect(cluster.ledger().engineBefore).toEqual({ active: false, enabled: false });
  expect(await cluster.undo(installDocker)).toMatchObject({
    changes: ['Put Docker back to how it was: not running, not started at boot'],
  });
  expect([files.get('docker.active'), files.get('docker.enabled')]).toEqual([
    'inactive',
    'disabled',
  ]);
  expect(cluster.ledger()).not.toHaveProperty('engineBefore');
});

test('one that is off until it is needed stays enabled', async () => {
  const cluster = await claimedHost({ docker: 'stopped' });
  const { files } = cluster.host(0);
  files.set('docker.enabled', 'enabled');
  await cluster.run(installDocker);
  await cluster.undo(installDocker);
  expect([files.get('docker.active'), files.get('docker.enabled')]).toEqual([
    'inactive',
    'enabled',
  ]);
});

test('a Docker that does not start says why', async () => {
  const cluster = await claimedHost({ docker: 'stopped' });
  const host = cluster.host(0);
  host.files.set('journal', 'starting up\nfailed to start: no iptables\n');
  host.replaceProgram('dockerd', 'exit 1');
  expect(await cluster.run(installDocker)).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'DOCKER_NOT_RUNNING',
        message: 'Docker does not start.',
        cause:
          'Job for docker.service failed because the control process exited with error code.\n' +
          'failed to start: no iptables',
      },
    ],
    log: [
      'Start Docker and let Docker start at boot',
      'starting up\nfailed to start: no iptables\n',
    ],
  });
});

const FAILURES = [
  {
    says: 'E: Could not get lock /var/lib/dpkg/lock-frontend',
    problem: { code: 'PACKAGE_MANAGER_BUSY' },
  },
  {
    says: 'E: You don\\047t have enough free space in /var/cache/apt/archives/.',
    problem: { code: 'HOST_DISK_FULL' },
  },
  {
    says: 'E: Unable to correct problems, you have held broken packages.',
    problem: {
      code: 'DOCKER_INSTALL_FAILED',
      cause: expect.stringContaining('held broken packages'),
    },
  },
];

test.for(FAILURES)('what the package manager says is told: $says', async ({ says, problem }) => {
  const cluster = await claimedHost();
  cluster
    .host(0)
    .replaceProgram(
      'apt-get',
      `case "$*" in *' -s '* | *' -d '*) exec stand-in-apt-get "$@" ;; *install*) printf '${says}\\n' >&2; exit 100 ;; esac`,
    );
  expect(await cluster.run(installDocker)).toMatchObject({ state: 'failed', problems: [problem] });
  // what may have been installed is written down before it is
  expect(cluster.ledger()).toMatchObject({
    packages: MANAGERS[0].packages,
    installing: true,
  });
});

test('a list that cannot be made does not pass for an empty one', async () => {
  const cluster = await claimedHost();
  cluster.host(0).files.set('archive', 'nothing');
  expect(await cluster.run(installDocker)).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'DOCKER_INSTALL_FAILED',
        cause: expect.stringContaining('Unable to locate package docker.io'),
      },
    ],
  });
  expect(cluster.ledger()).toMatchObject({ packages: [] });
  expect(cluster.ledger()).not.toHaveProperty('installing');
});

/** The host loses its power while Docker is unpacked: its program is there, and is not ready. */
async function cutOff() {
  const cluster = await claimedHost();
  const host = cluster.host(0);
  const before = host.files.snapshot();
  const off = Promise.withResolvers<void>();
  host.sshd.onOutput = (text) => {
    if (text.includes('Unpacking docker-cli')) host.powerOff().then(off.resolve, off.reject);
  };
  expect(await cluster.run(installDocker)).toMatchObject({
    state: 'failed',
    problems: [{ code: expect.stringMatching(/HOST_CONNECTION_LOST|HOST_PORT_REFUSED/) }],
  });
  await off.promise;
  host.sshd.onOutput = () => undefined;
  await host.powerOn();
  cluster.restart();
  expect(cluster.ledger().installing).toBe(true);
  expect(host.files.snapshot()).toHaveProperty(['/usr/sbin/dockerd']);
  return { cluster, host, before };
}

test('an installation that was cut off is brought to its end, and goes as a whole', async () => {
  const { cluster, host, before } = await cutOff();
  expect(await cluster.run(installDocker)).toMatchObject({
    state: 'done',
    changes: ['Finish the installation of Docker with apt-get'],
  });
  expect(host.engine.isRunning).toBe(true);
  expect(cluster.ledger()).not.toHaveProperty('installing');
  await cluster.undo(installDocker);
  expect(host.files.snapshot()).toEqual(before);
});

test('an installation that was cut off is repaired before it is taken back', async () => {
  const { cluster, host, before } = await cutOff();
  expect(await cluster.undo(installDocker)).toMatchObject({
    state: 'done',
    changes: ['Repair the installation that was cut off', 'Remove 4 packages that we installed'],
  });
  expect(host.files.snapshot()).toEqual(before);
});

test.for(['containers', 'images', 'volumes'] as const)(
  "Docker stays where it holds the operator's %s",
  async (what) => {
    const cluster = await claimedHost({ docker: 'running' });
    cluster.claim(0, { packages: ['docker.io'] });
    cluster.host(0).engine[what].push('mine');
    expect(await cluster.planAndRun(removeDocker)).toMatchObject({
      state: 'done',
      changes: [],
      log: ['Docker stays: it holds containers, images or volumes that are not ours.'],
    });
    expect(cluster.host(0).engine.isRunning).toBe(true);
  },
);

test('a Docker that is off is started to be asked what it holds', async () => {
  const cluster = await claimedHost({ docker: 'stopped' });
  cluster.claim(0, { packages: ['docker.io'] });
  cluster.host(0).engine.volumes.push('mine');
  await cluster.run(removeDocker);
  expect(cluster.host(0).engine.isRunning).toBe(true);
});

test('packages of the operator that would go are named, and nothing is changed', async () => {
  const cluster = await claimedHost();
  const host = cluster.host(0);
  host.replaceProgram(
    'apt-get',
    `case "$*" in *' -s '*) echo 'Remv containerd.io [1.6.21-1]'; exec stand-in-apt-get "$@" ;; esac; exit 1`,
  );
  const before = host.files.snapshot();
  const told = {
    code: 'PACKAGES_WOULD_BE_REMOVED',
    message: expect.stringContaining('containerd.io'),
  };
  expect((await cluster.plan(installDocker)).errors).toMatchObject([told]);
  expect(await cluster.run(installDocker)).toMatchObject({ state: 'failed', problems: [told] });
  expect(host.files.snapshot()).toEqual(before);
});

test("the engine's state goes with the packages, but for what stood there before them", async () => {
  const cluster = await claimedHost();
  const { files } = cluster.host(0);
  files.put('/var/lib/containerd/io.containerd.metadata/meta.db', 'of the operator');
  const before = files.snapshot();
  await cluster.run(installDocker);
  expect(cluster.ledger().stateDirectories).not.toContain('/var/lib/containerd');
  files.put('/var/lib/docker/image/overlay2/repositories.json', '{}');
  await cluster.undo(installDocker);
  expect(files.snapshot()).toEqual(before);
});

test('a Docker that runs and is not started at boot is from now on, and back again', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  const { files } = cluster.host(0);
  files.set('docker.enabled', 'disabled');
  expect(await cluster.planAndRun(installDocker)).toMatchObject({
    changes: ['Let Docker start at boot'],
  });
  expect(files.get('docker.enabled')).toBe('enabled');
  await cluster.undo(installDocker);
  expect([files.get('docker.active'), files.get('docker.enabled')]).toEqual(['active', 'disabled']);
});
