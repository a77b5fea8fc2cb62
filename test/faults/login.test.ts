import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { CreateClusterRaw } from '../../shared/contract/cluster.ts';
import { cut, mend, powerOff, powerOn, type Lab } from '../lab/index.ts';
import { addressOf, deployNode, rootNode } from '../integration/support/bodies.ts';
import { onHost } from '../integration/support/hosts.ts';
import { describeOnHosts } from '../integration/support/world.ts';
import type { Fault } from './support/rounds.ts';
import { testFaults } from './support/suite.ts';

const RELOAD = 'sshd -t && systemctl reload ssh';
const CONFIG = '/etc/ssh/sshd_config.d/fault.conf';
const sshd = (lines: string) => `printf '${lines}\\n' > ${CONFIG} && ${RELOAD}`;
const SSHD_BACK = `rm -f ${CONFIG} && ${RELOAD}`;
/** An sshd of its own for a port that the usual one does not listen on. */
const second = (options = '') =>
  `mkdir -p /run/sshd && /usr/sbin/sshd -p 2223 -o PidFile=/run/sshd-2223.pid ${options}`;
const SECOND_OFF = 'kill $(cat /run/sshd-2223.pid)';
const WRONG_PASSWORD = 'not the one';
const JUMP = 9;

/** Connections that say nothing, until the test lets go of them. */
const idle: ReturnType<typeof connect>[] = [];

async function occupyLogins(lab: Lab, host: number): Promise<void> {
  await onHost(lab, host, second('-o MaxStartups=1'));
  const socket = connect(2223, addressOf(lab, host));
  idle.push(socket);
  await once(socket, 'data');
}

async function freeLogins(lab: Lab, host: number): Promise<void> {
  for (const socket of idle.splice(0)) socket.destroy();
  await onHost(lab, host, SECOND_OFF);
  await onHost(lab, host, second());
}

const left = 'nothing';

const FAULTS: Fault[] = [
  {
    title: 'Nothing listens on the SSH port',
    host: 3,
    round: 0,
    make: ':',
    mend: ':',
    code: 'HOST_PORT_REFUSED',
    step: 'connect',
    says: /refuses connections to port 2223/,
    left,
    repair: 'Start sshd or correct the port; retry',
  },
  {
    title: 'Something else than sshd listens there',
    host: 3,
    round: 1,
    make: `systemd-run -q --unit=other systemd-socket-activate --inetd -a -l 2223 echo 220 ftp.example`,
    mend: 'systemctl stop other',
    code: 'HOST_NOT_SSH',
    step: 'connect',
    says: /Port 2223 of .* does not speak SSH/,
    because: /220 ftp\.example/,
    left,
    repair: "Give sshd's port; retry",
  },
  {
    title: 'sshd drops logins (MaxStartups) for longer than 15 s',
    host: 3,
    round: 2,
    make: occupyLogins,
    mend: freeLogins,
    code: 'HOST_SESSION_REFUSED',
    step: 'connect',
    says: /takes no login now/,
    because: /MaxStartups/,
    fix: /MaxStartups/,
    left,
    repair: 'Raise the limit or wait; retry. A shorter time passes by itself',
  },
  {
    title: 'The key is not accepted',
    host: 4,
    round: 0,
    make: 'mv /root/.ssh/authorized_keys /root/.ssh/aside',
    mend: 'mv /root/.ssh/aside /root/.ssh/authorized_keys',
    code: 'HOST_LOGIN_REFUSED',
    step: 'connect',
    says: /does not let root in \(tried: key\)/,
    left,
    repair: 'Add the key on the host; retry',
  },
  {
    title: 'The host key is not the pinned one',
    host: 4,
    round: 1,
    make:
      'cd /etc/ssh && mkdir aside && mv ssh_host_* aside && ' +
      `ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key && systemctl restart ssh`,
    mend: 'cd /etc/ssh && rm ssh_host_* && mv aside/* . && rmdir aside && systemctl restart ssh',
    code: 'HOST_KEY_CHANGED',
    step: 'connect',
    says: /shows the key SHA256:\S+, expected was SHA256:/,
    fix: /somebody may be in between/,
    left,
    repair:
      'Find out why it changed; put the key back, or delete and add the host with the new pin',
  },
  {
    title: 'sshd takes no session (MaxSessions 0)',
    host: 4,
    round: 2,
    make: sshd('MaxSessions 0'),
    mend: SSHD_BACK,
    code: 'HOST_SESSION_REFUSED',
    step: 'connect',
    says: /opened no session/,
    left,
    repair: 'Raise MaxSessions to 1 or more; retry',
  },
  {
    title: 'sudo asks for a password, none was given',
    host: 5,
    round: 0,
    make: ':',
    mend: `echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/fault`,
    code: 'HOST_SUDO_REFUSED',
    step: 'connect',
    says: /sudo asks deploy for a password, and none was given/,
    because: /password is required/,
    left,
    repair: 'Allow sudo without a password, or add the host with sudoPassword; retry',
  },
  {
    title: 'sudo wants a terminal (requiretty)',
    host: 5,
    round: 1,
    make: `echo 'Defaults:deploy requiretty' > /etc/sudoers.d/tty`,
    mend: 'rm /etc/sudoers.d/tty',
    code: 'HOST_SUDO_REFUSED',
    step: 'connect',
    says: /sudo/,
    because: /tty/,
    left,
    repair: 'Take requiretty off for the user; retry',
  },
  {
    title: 'The login shell gives no commands a chance (nologin)',
    host: 5,
    round: 2,
    make: 'usermod -s /usr/sbin/nologin deploy',
    mend: 'usermod -s /bin/bash deploy',
    code: 'HOST_SHELL_UNUSABLE',
    step: 'connect',
    says: /shell of deploy gave no answer/,
    because: /not available/,
    left,
    repair: 'Give the user a shell; retry',
  },
  {
    title: 'sudo does not take the password',
    host: 6,
    round: 0,
    make: ':',
    mend: `echo 'deploy:${WRONG_PASSWORD}' | chpasswd`,
    code: 'HOST_SUDO_REFUSED',
    step: 'connect',
    says: /sudo does not accept deploy/,
    left,
    repair: 'Correct the password on the host, or add the host with the right one; retry',
  },
  {
    title: 'The host is off',
    host: 7,
    round: 0,
    make: (lab, host) => powerOff(lab.name, host),
    mend: (lab, host) => powerOn(lab.name, host),
    code: 'HOST_UNREACHABLE',
    step: 'connect',
    says: /does not answer on port 22/,
    left,
    repair: 'Switch it on; retry',
  },
  {
    title: 'The network is cut',
    host: 7,
    round: 1,
    make: (lab, host) => cut(lab.name, host),
    mend: (lab, host) => mend(lab.name, host),
    code: 'HOST_UNREACHABLE',
    step: 'connect',
    says: /does not answer on port 22/,
    left,
    repair: 'Mend the network; retry',
  },
  {
    title: 'The jump host forwards nothing',
    host: 8,
    round: 0,
    make: (lab) => onHost(lab, JUMP, sshd('AllowTcpForwarding no')),
    mend: (lab) => onHost(lab, JUMP, SSHD_BACK),
    code: 'HOST_SESSION_REFUSED',
    step: 'connect',
    says: /jump host .* forwards no connection/,
    fix: /AllowTcpForwarding/,
    left,
    repair: 'Allow it on the jump host; retry',
  },
  {
    title: 'The jump host does not reach the host',
    host: 8,
    round: 1,
    make: (lab) => onHost(lab, JUMP, `ip route add unreachable ${addressOf(lab, 8)}`),
    mend: (lab) => onHost(lab, JUMP, `ip route del unreachable ${addressOf(lab, 8)}`),
    code: 'HOST_UNREACHABLE',
    step: 'connect',
    says: /Seen from the jump host/,
    left,
    repair: 'Mend the way between them; retry',
  },
  {
    title: 'The jump host does not let us in',
    host: 8,
    round: 2,
    make: (lab) => onHost(lab, JUMP, 'mv /root/.ssh/authorized_keys /root/.ssh/aside'),
    mend: (lab) => onHost(lab, JUMP, 'mv /root/.ssh/aside /root/.ssh/authorized_keys'),
    code: 'HOST_LOGIN_REFUSED',
    step: 'connect',
    says: /^The jump host: .* does not let root in/,
    left,
    repair: 'Add the key on the jump host; retry',
  },
];

/** What logins and shells do that must not matter. */
async function prepare(lab: Lab): Promise<void> {
  // the master: a sudoer on a talkative host that forwards no sockets
  await onHost(lab, 1, `sed -i '1i echo welcome' /home/operator/.bashrc /root/.bashrc`);
  await onHost(lab, 1, sshd('AllowStreamLocalForwarding no'));
  // the shared host: one session at a time, a password at the prompt, a lecture of sudo
  await onHost(lab, 2, `echo 'Defaults lecture=always' > /etc/sudoers.d/lecture`);
  await onHost(lab, 2, `sed -i '1i echo welcome' /home/deploy/.bashrc`);
  await onHost(
    lab,
    2,
    sshd('MaxSessions 1\\nPasswordAuthentication no\\nKbdInteractiveAuthentication yes'),
  );
}

function body(lab: Lab): CreateClusterRaw {
  const at = (index: number) => rootNode(lab, index);
  const deploy = { sshUser: 'deploy', privateKey: lab.privateKey };
  const pin = lab.hosts[3]?.hostKey;
  return {
    name: 'logins',
    stack: 'swarm',
    masterNodes: [at(1)],
    sharedNodes: [deployNode(lab, 2)],
    pureslaveNodes: [
      { ...at(3), port: 2223 },
      { ...at(4), ...(pin ? { hostKey: pin } : {}) },
      { ...at(5), ...deploy },
      { ...at(6), ...deploy, sudoPassword: WRONG_PASSWORD },
      at(7),
      { ...at(8), jump: { ip: addressOf(lab, JUMP), sshUser: 'root', privateKey: lab.privateKey } },
    ],
  };
}

const hosts = Array.from({ length: 9 }, () => ({}));

describeOnHosts('the way in', { hosts, spoils: 'all' }, (world) => {
  const played = testFaults(world, {
    section: 'The way in',
    faults: FAULTS,
    prepare,
    body,
    more: [
      {
        fault: 'The login shell prints a banner, sudo a lecture',
        problem: undefined,
        instead: 'It works: what is printed before a command starts is dropped.',
        left: 'nothing',
        repair: '',
      },
      {
        fault:
          'sshd takes one session at a time (MaxSessions 1), forwards no sockets, or asks for the password at a prompt',
        problem: undefined,
        instead:
          'It works: commands queue up; Docker is spoken to by a command; the prompt is answered.',
        left: 'nothing',
        repair: '',
      },
    ],
  });

  test('banners, lectures, one session at a time and a password prompt do not matter', () => {
    const { last } = played();
    const strange = new Set([addressOf(world.lab, 1), addressOf(world.lab, 2)]);
    const steps = last.phases.flatMap((phase) => phase.steps);
    for (const step of steps.filter(({ host }) => strange.has(host))) {
      expect(step).toMatchObject({ attempt: 1, errors: [] });
    }
  });

  test('a name that cannot be resolved', async () => {
    const { api, clusterId } = played();
    const lost = { ...rootNode(world.lab, 3), ip: 'no-such-host.invalid' };
    const id = await api.addHosts(clusterId, { pureslaveCount: 1, pureslaveNodes: [lost] });
    const operation = await api.ended(id);
    const failed = operation.phases.flatMap(({ steps }) => steps).find((step) => step.errors[0]);
    expect(failed?.errors).toMatchObject([
      {
        code: 'HOST_NAME_UNKNOWN',
        host: 'no-such-host.invalid',
        step: 'connect',
        message: expect.stringContaining('no-such-host.invalid cannot be resolved'),
        fix: expect.stringContaining('IP address'),
      },
    ]);
    expect(await api.cluster(clusterId)).toMatchObject({ status: 'RUNNING', instances: 8 });
  });

  test('the cluster is deleted through the same logins', async () => {
    const { api, clusterId } = played();
    const hosts = await api.hosts(clusterId);
    const lost = hosts.filter(({ ip }) => ip === 'no-such-host.invalid');
    expect(lost).toMatchObject([{ status: 'FAILED' }]);
    const operation = await api.ended(await api.remove(clusterId));
    const steps = operation.phases.flatMap((phase) => phase.steps);
    const open = steps.filter(({ state, host }) => state === 'failed' && host !== lost[0]?.ip);
    expect(open).toEqual([]);
    const look = 'test ! -e /var/lib/clusterdesk && docker info -f "{{.Swarm.LocalNodeState}}"';
    const states = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((i) => onHost(world.lab, i, look)),
    );
    expect(new Set(states)).toEqual(new Set(['inactive']));
  });
});
