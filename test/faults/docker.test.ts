import { expect, test } from 'vitest';
import type { CreateClusterRaw } from '../../shared/contract/cluster.ts';
import type { Lab } from '../lab/index.ts';
import { addressOf, compactBody, rootNode } from '../integration/support/bodies.ts';
import { onHost } from '../integration/support/hosts.ts';
import { phaseTimes, tell } from '../integration/support/timings.ts';
import { describeOnHosts } from '../integration/support/world.ts';
import { failedStep, type Fault } from './support/rounds.ts';
import { testFaults } from './support/suite.ts';

const BARE = 3;
const BROKEN = 4;
const STOPPED = 5;
const STOP = 'systemctl stop docker.socket docker';
const STATE = 'systemctl is-active docker; systemctl is-enabled docker';
const marker = 'the marker, which lists nothing yet';
/** An installation that stands still with the lock in its hand. */
const BUSY = `systemd-run -q --unit=busy apt-get -o 'DPkg::Pre-Invoke::=sleep 600' install -y tini`;
/** The lock's inode stands in the kernel's list while somebody has it. */
const LOCKED =
  'i=0; until grep -q ":$(stat -c %i /var/lib/dpkg/lock-frontend) " /proc/locks; do ' +
  'i=$((i+1)); [ $i -lt 100 ] || exit 1; sleep 0.1; done';

const FAULTS: Fault[] = [
  {
    title: 'Docker is missing, and no package source has it',
    host: BARE,
    round: 0,
    make: 'mv /opt/lab-packages /opt/aside',
    mend: 'mv /opt/aside /opt/lab-packages',
    code: 'DOCKER_INSTALL_FAILED',
    step: 'install-docker',
    says: /package manager has no way to Docker/,
    because: /docker\.io/,
    fix: /package sources must offer docker/,
    left: marker,
    repair: 'Give the host a package source, or install Docker by hand; retry',
  },
  {
    title: 'The package manager stays locked',
    host: BARE,
    round: 1,
    make: `${BUSY} && ${LOCKED}`,
    mend: 'systemctl stop busy',
    code: 'PACKAGE_MANAGER_BUSY',
    step: 'install-docker',
    says: /Another installation holds the lock\. Given up after \d+ s/,
    because: /lock/,
    left: marker,
    repair: 'Wait for the other installation; retry. A lock of under ten minutes is waited for',
  },
  {
    title: 'The disk fills up between the checks and a change',
    host: BROKEN,
    round: 0,
    make:
      'mkdir /var/lib/clusterdesk && mount -t tmpfs -o size=4k,mode=700 tmpfs /var/lib/clusterdesk && ' +
      'dd if=/dev/zero of=/var/lib/clusterdesk/fill bs=4k count=1 2>/dev/null',
    mend: 'umount /var/lib/clusterdesk && rmdir /var/lib/clusterdesk',
    code: 'HOST_DISK_FULL',
    step: 'claim',
    says: /disk is full/,
    because: /No space left on device/,
    left: 'nothing',
    repair: 'Free space; retry',
  },
  {
    title: 'Docker does not start',
    host: BROKEN,
    round: 1,
    make: `${STOP}; mkdir -p /etc/docker && echo '{"storage-driver": "none-such"}' > /etc/docker/daemon.json`,
    mend: 'rm /etc/docker/daemon.json',
    code: 'DOCKER_NOT_RUNNING',
    step: 'install-docker',
    says: /Docker does not start/,
    because: /failed to start daemon: .*graphdriver/,
    fix: /journalctl -u docker/,
    left: 'the marker, with how Docker was before',
    repair: 'Mend it; retry',
  },
];

function body(lab: Lab): CreateClusterRaw {
  const pure = [BARE, BROKEN, STOPPED].map((index) => rootNode(lab, index));
  return compactBody(lab, { name: 'engines', pureslaveNodes: pure });
}

const hosts = [{}, {}, { docker: false }, {}, {}];

describeOnHosts('Docker and its installation', { hosts, spoils: 'all' }, (world) => {
  const played = testFaults(world, {
    section: 'Docker and its installation',
    faults: FAULTS,
    prepare: (lab) => onHost(lab, STOPPED, `${STOP}; systemctl -q disable docker`),
    body,
    patience: 7,
    more: [
      {
        fault: 'Docker is stopped, and not started at boot',
        problem: undefined,
        instead: 'It is started, now and at boot; deleting the cluster puts both back.',
        left: 'Docker running',
        repair: '',
      },
      {
        fault: 'Docker was stopped when the cluster is deleted',
        problem: undefined,
        instead: 'It is started to leave the swarm, and stopped again.',
        left: 'nothing',
        repair: '',
      },
      {
        fault: 'An engine option that Docker does not start with',
        problem: undefined,
        instead:
          '`DOCKER_NOT_RUNNING` in `configure-docker`, with the words of dockerd; daemon.json is put back and Docker runs as before.',
        left: 'the marker',
        repair: 'Roll back or delete, then create without the option',
      },
    ],
  });

  test('a stopped Docker is started', async () => {
    const { lab } = world;
    const steps = played().last.phases.flatMap((phase) => phase.steps);
    const install = steps.find(
      ({ phase, host }) => phase === 'install-docker' && host === addressOf(lab, STOPPED),
    );
    expect(install).toMatchObject({
      state: 'done',
      changes: ['Start Docker and let Docker start at boot'],
    });
    expect(await onHost(lab, STOPPED, STATE)).toBe('active\nenabled');
  });

  test('Docker is given back as it was, whether we started it or somebody stopped it', async () => {
    const { lab } = world;
    const { api, clusterId } = played();
    await onHost(lab, 1, STOP);
    const operation = await api.ended(await api.remove(clusterId));
    tell(phaseTimes(operation));
    expect(operation.state).toBe('succeeded');
    expect(await onHost(lab, STOPPED, `${STATE}; :`)).toBe('inactive\ndisabled');
    expect(await onHost(lab, 1, `${STATE}; :`)).toBe('inactive\nenabled');
    expect(await onHost(lab, BARE, 'command -v dockerd || echo none')).toBe('none');
    // it has left the swarm, and does not come back to it
    await onHost(lab, 1, 'systemctl start docker');
    expect(await onHost(lab, 1, 'docker info -f "{{.Swarm.LocalNodeState}}"')).toBe('inactive');
  });

  test('a configuration that Docker does not start with is put back', async () => {
    const { lab } = world;
    const { api } = played();
    const before = '{"debug": false}';
    const file = '/etc/docker/daemon.json';
    await Promise.all(
      [1, 2].map((i) => onHost(lab, i, `mkdir -p /etc/docker; echo '${before}' > ${file}`)),
    );
    const engineOpts = [{ optkey: 'storage-driver', optvalue: 'none-such' }];
    const change = { name: 'options', engineOpts };
    const { id, operationId } = await api.create(compactBody(lab, change, []));
    const operation = await api.ended(operationId);
    expect(operation.state).toBe('failed');
    for (const index of [1, 2]) {
      expect(failedStep(operation, addressOf(lab, index))?.errors).toMatchObject([
        {
          code: 'DOCKER_NOT_RUNNING',
          step: 'configure-docker',
          cause: expect.stringContaining('failed to start daemon: error initializing graphdriver'),
        },
      ]);
      expect(await onHost(lab, index, `cat ${file}; docker info -f up`)).toBe(`${before}\nup`);
    }
    await api.steer(operationId, 'rollback');
    expect((await api.ended(operationId)).state).toBe('rolled-back');
    expect(await onHost(lab, 1, `cat ${file}; ls /var/lib/clusterdesk 2>&1; :`)).toMatch(
      /"debug": false\}\nls: .*No such file/,
    );
    expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
  });
});
