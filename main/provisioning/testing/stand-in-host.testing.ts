import { chmodSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Login } from '../../remote/login.ts';
import { StandInEngine } from './docker-engine.testing.ts';
import { StandInDockerServer } from './docker-server.testing.ts';
import type { SwarmNet } from './docker-swarm.testing.ts';
import { HostFiles } from './host-files.testing.ts';
import { KnownAnswers } from './known-answers.testing.ts';
import { StandInSshServer } from './ssh-server.testing.ts';

const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));
/** Programs of the machine that are those of the tests' own. */
const TOOLS =
  'base64 cat chmod cp cut dirname env find grep head ln ls mkdir mv readlink rm rmdir sed sh sleep sort sync tail touch tr true wc'.split(
    ' ',
  );
const PACKAGE_MANAGERS = ['apt-get', 'dnf', 'zypper', 'apk'] as const;
/** What Docker makes when it starts (programs/stand-in-dockerd.sh). */
const DOCKER_DIRECTORIES = [
  '/etc/docker',
  '/run/docker',
  '/run/containerd',
  '/var/lib/docker/volumes',
  '/var/lib/containerd',
  '/opt/containerd/bin',
  '/opt/containerd/lib',
];
const ARCHIVES = {
  'apt-get': 'docker.io\ncontainerd\nrunc\ndocker-cli\n',
  dnf: 'moby-engine\n',
  zypper: 'docker\n',
  apk: 'docker\n',
} as const;

export interface HostSetup {
  readonly name?: string;
  readonly packageManager?: (typeof PACKAGE_MANAGERS)[number] | 'none';
  /** Docker before we come: running, installed and off, or not there */
  readonly docker?: 'running' | 'stopped' | 'none';
  /** who logs in; anybody but root needs sudo */
  readonly user?: string;
  /** as in state/sudo */
  readonly sudo?: string;
}

/** The folder of real programs, one for all machines of the process. */
function realTool(name: string): string {
  const folder = (process.env['PATH'] ?? '/usr/bin').split(':').find((path) => {
    try {
      return readdirSync(path).includes(name);
    } catch {
      return false;
    }
  });
  return join(folder ?? '/usr/bin', name);
}

const tools = TOOLS.concat('stat', 'date').map((name) => [name, realTool(name)] as const);

let made = 0;

/**
 * A machine that is a folder: our own scripts are run by a real sh behind a real SSH connection,
 * and every program they call is one of few real ones, or a stand-in of `programs/`. It has no
 * kernel of its own: no users, no mounts, no network, no processes that outlive a test.
 */
export class StandInHost {
  readonly files = new HostFiles();
  readonly engine: StandInEngine;
  readonly docker: StandInDockerServer;
  readonly sshd: StandInSshServer;
  readonly address: string;
  readonly name: string;
  port = 0;
  /** the login shell with the word before its command line */
  loginShell: readonly [string, string] = ['sh', '-c'];
  readonly account: { readonly user: string; readonly password: string };
  /** every script is run, even where its answer is known */
  runsAll = false;
  private readonly home: string;

  /** @param net the hosts' network, on which the engines find each other */
  static async start(net: SwarmNet, setup: HostSetup = {}): Promise<StandInHost> {
    const host = new StandInHost(net, setup);
    onTestFinished(() => host.stop());
    host.port = await host.sshd.listen(host.address);
    await host.docker.listen(host.files.socket);
    return host;
  }

  private constructor(net: SwarmNet, setup: HostSetup) {
    made += 1;
    const { user = 'root', docker = 'none', packageManager = 'apt-get', sudo = 'free' } = setup;
    // all of 127/8 is this machine: each host has an address of its own
    this.address = `127.77.${made >> 8}.${made & 255}`;
    this.name = setup.name ?? `node${made}`;
    this.account = { user, password: 'open sesame' };
    this.home = user === 'root' ? '/root' : `/home/${user}`;
    this.furnish(packageManager, sudo);
    if (docker !== 'none') this.addDocker(docker === 'running');
    this.engine = new StandInEngine(this.files, net, this.address);
    this.docker = new StandInDockerServer(this.engine);
    const known = new KnownAnswers(this.files, this.address, packageManager);
    this.sshd = new StandInSshServer({
      account: this.account,
      shell: (line) => ({
        argv: [...this.loginShell, this.commandLine(line)],
        env: this.environment(),
      }),
      // what becomes root by sudo is no common thing
      answer: (line) => (this.runsAll || user !== 'root' ? undefined : known.answer(line)),
      output: () => this.files.outOfFolder(),
      socket: (path) =>
        path === '/var/run/docker.sock' && this.engine.isRunning
          ? connect(this.files.socket)
          : undefined,
    });
  }

  get login(): Login {
    const { user, password } = this.account;
    return { host: this.address, port: this.port, user, password, sudoPassword: password };
  }

  /** The power goes: connections and processes with it. What was written stays. */
  powerOff(): Promise<void> {
    return this.sshd.stop();
  }

  async powerOn(): Promise<void> {
    await this.sshd.listen(this.address, this.port);
  }

  private async stop(): Promise<void> {
    await this.sshd.stop();
    await this.docker.close();
  }

  /**
   * Another program by this name, in the place of ours, which it may call by `stand-in-NAME`.
   * @param script its text
   */
  replaceProgram(name: string, script: string): void {
    const path = join(this.files.replaced, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  restoreProgram(name: string): void {
    rmSync(join(this.files.replaced, name));
  }

  /** Docker as the operator has installed it himself, from elsewhere. */
  addDocker(running: boolean): void {
    const { files } = this;
    for (const name of ['dockerd', 'docker', 'containerd']) {
      files.put(`/usr/bin/${name}`, `#!/bin/sh\nexec stand-in-${name} "$@"\n`, 0o755);
    }
    files.set('docker.enabled', running ? 'enabled' : 'disabled');
    files.set('docker.active', running ? 'active' : 'inactive');
    files.set('docker.config', '{}');
    // it has been on before
    for (const path of DOCKER_DIRECTORIES) files.makeDirectory(path);
    if (!running) return;
    files.put('/run/docker.pid', '4321\n');
    files.put('/run/docker.sock', '');
  }

  private furnish(packageManager: string, sudo: string): void {
    const { files } = this;
    const others = PACKAGE_MANAGERS.filter((name) => name !== packageManager);
    for (const file of readdirSync(PROGRAMS)) {
      const name = file.replace(/\.sh$/, '');
      const program = join(PROGRAMS, file);
      symlinkSync(program, join(files.bin, name));
      if (!name.startsWith('stand-in-')) symlinkSync(program, join(files.bin, `stand-in-${name}`));
    }
    for (const name of others) files.dropProgram(name);
    for (const [name, path] of tools) symlinkSync(path, join(files.tools, name));
    for (const path of ['/tmp', '/opt', '/run', '/root', '/usr/bin', '/usr/sbin']) {
      files.makeDirectory(path);
    }
    files.makeDirectory('/var/lib');
    files.makeDirectory(this.home);
    files.put('/etc/os-release', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n');
    files.put('/etc/machine-id', `${this.address.replaceAll('.', 'a').padEnd(32, '0')}\n`);
    files.put('/etc/hostname', `${this.name}\n`);
    files.put('/etc/hosts', `127.0.0.1 localhost\n${this.address} ${this.name}\n`);
    files.put('/proc/sys/kernel/hostname', `${this.name}\n`);
    files.put('/proc/1/comm', 'systemd\n');
    files.put('/proc/meminfo', 'MemTotal:        2048000 kB\n');
    const state = {
      addresses: `1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet ${this.address}/16 scope global eth0\n`,
      route: `192.0.2.1 via 127.77.0.1 dev eth0 src ${this.address} uid 0\n`,
      mounts: '/ 20000000\n',
      archive: packageManager in ARCHIVES ? ARCHIVES[packageManager as keyof typeof ARCHIVES] : '',
      clock: '0',
      sudo,
      'docker.version': '26.1.5+dfsg1',
      'docker.active': 'inactive',
    };
    for (const name of ['vxlan', 'listeners', 'journal', 'docker.enabled', 'docker.log']) {
      files.set(name, '');
    }
    for (const [name, content] of Object.entries(state)) files.set(name, content);
  }

  /** kill is part of the shell: the one signal that Docker is sent goes to a stand-in instead. */
  private commandLine(line: string): string {
    return this.files.inFolder(line).replaceAll('kill -HUP ', 'signal-docker ');
  }

  private environment(): NodeJS.ProcessEnv {
    const { files, account } = this;
    return {
      PATH: [
        files.replaced,
        ...['usr/sbin', 'usr/bin'].map((path) => files.at(path)),
        files.bin,
        files.tools,
      ].join(':'),
      HOME: files.at(this.home),
      USER: account.user,
      SSH_CONNECTION: `127.0.0.1 50000 ${this.address} ${this.port}`,
      HOST_UID: account.user === 'root' ? '0' : '1000',
      HOST_ROOT: files.root,
      HOST_STATE: files.state,
      HOST_TOOLS: files.tools,
      HOST_SOCKET: files.socket,
      HOST_NODE: process.execPath,
    };
  }
}
