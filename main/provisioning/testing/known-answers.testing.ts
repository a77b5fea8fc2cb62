import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HostFiles } from './host-files.testing.ts';

/** Where Docker keeps that it is a member of a swarm; its data stands in the usual place here. */
const SWARM_STATE = '/var/lib/docker/swarm/docker-state.json';

/** Words as remote/shell.ts quotes them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_, quoted?: string, one?: string) => quoted ?? one ?? ''),
  );
}

/** The script of ours in a command line of remote/exec.ts, and what it is called with. */
function scriptCall(line: string): { readonly script: string; readonly args: readonly string[] } {
  const [, , , inner = ''] = wordsOf(line);
  const words = wordsOf(inner);
  const at = words.indexOf('-c');
  return { script: words[at + 1] ?? '', args: words.slice(at + 3) };
}

const DISKS = ['/', '/var', '/var/lib', '/var/lib/docker', '/tmp'];

/** What a script prints; undefined where it would do more than the common thing. */
type Answer = (args: readonly string[], stdin: Buffer) => string | undefined;

/**
 * What a machine prints for the scripts that every phase has run, without running them: who has
 * logged in, facts, looking at files, writing one. Their programs, some forty of them, take longer
 * than all the rest. known-answers.test.ts holds this to what the scripts themselves do.
 */
export class KnownAnswers {
  private readonly files: HostFiles;
  private readonly address: string;
  private readonly packageManager: string;
  private readonly furnished: string;
  /** by words that only the one script has */
  private readonly answers: Readonly<Record<string, Answer>> = {
    'id -u; id -g': () => '0\n0\n/root\n',
    'p end yes': () => this.facts(),
    'printf "missing': (paths) => this.stat(paths),
    'the content was cut short': (args, stdin) => this.write(args, stdin),
  };

  /** @param files of a machine that has just been furnished, into which root logs in */
  constructor(files: HostFiles, address: string, packageManager: string) {
    this.files = files;
    this.address = address;
    this.packageManager = packageManager;
    this.furnished = this.surroundings();
  }

  answer(line: string): ((stdin: Buffer) => string | undefined) | undefined {
    const { script, args } = scriptCall(line);
    const [, answer] = Object.entries(this.answers).find(([words]) => script.includes(words)) ?? [];
    // a machine whose programs were replaced is asked
    const { files } = this;
    if (!answer || readdirSync(files.replaced).length > 0) return undefined;
    return (stdin) => answer(args, stdin);
  }

  /** What of a machine facts are read from, besides its name, our files and its Docker. */
  private surroundings(): string {
    const { files } = this;
    const state = ['addresses', 'clock', 'listeners', 'mounts', 'route', 'vxlan'];
    const paths = ['/etc/os-release', '/proc/1/comm', '/proc/meminfo'];
    return JSON.stringify([
      state.map((name) => files.get(name)),
      paths.map((path) => files.read(path)),
      readdirSync(files.bin).length,
      existsSync(files.at('/usr')),
    ]);
  }

  private facts(): string | undefined {
    const { files, address, packageManager } = this;
    if (this.surroundings() !== this.furnished) return undefined;
    const first = (path: string) => files.read(path).split('\n')[0];
    const base64 = (path: string, key: string) =>
      existsSync(files.at(path)) ? [`${key}=${readFileSync(files.at(path), 'base64')}`] : [];
    const active = files.get('docker.active');
    const isInstalled = ['/usr/sbin', '/usr/bin'].some((path) =>
      existsSync(files.at(`${path}/dockerd`)),
    );
    const version = `Docker version ${files.get('docker.version')}, build 0000000`;
    return [
      'os=debian',
      'os_name=Debian GNU/Linux 13 (trixie)',
      'kernel=6.12.0',
      'arch=x86_64',
      `hostname=${first('/proc/sys/kernel/hostname')}`,
      `machine_id=${first('/etc/machine-id')}`,
      'init=systemd',
      'cpus=2',
      'memory_kib=2048000',
      `time=${Math.floor(Date.now() / 1000)}`,
      ...(packageManager === 'none' ? [] : [`package_manager=${packageManager}`]),
      ...DISKS.filter((path) => existsSync(files.at(path))).map(
        (path) => `disk=${path} 20000000 /`,
      ),
      'address=lo 127.0.0.1/8',
      `address=eth0 ${address}/16`,
      `ssh_address=${address}`,
      `default_address=${address}`,
      `docker_active=${active}`,
      `docker_enabled=${files.get('docker.enabled')}`,
      ...(isInstalled ? [`dockerd=${active === 'active' ? 'running' : version}`] : []),
      ...(existsSync(files.at(SWARM_STATE)) ? ['swarm_state=/var/lib/docker/swarm'] : []),
      ...base64('/etc/docker/daemon.json', 'daemon_json'),
      ...base64('/var/lib/clusterdesk/manifest.json', 'manifest'),
      'end=yes\n',
    ].join('\n');
  }

  private stat(paths: readonly string[]): string | undefined {
    if (!paths.every((path) => this.isPlain(path))) return undefined;
    return paths.map((path) => this.statOne(path)).join('');
  }

  private statOne(path: string): string {
    const { files } = this;
    if (existsSync(files.at(path))) {
      const content = readFileSync(files.at(path), 'base64');
      return `${files.mode(path)} ${files.owner(path)}\n${content}\nend\n`;
    }
    const missing: string[] = [];
    let directory = dirname(path);
    for (; !existsSync(files.at(directory)); directory = dirname(directory))
      missing.push(directory);
    return [...missing.map((one) => `missing ${one}`), 'absent', 'end', ''].join('\n');
  }

  private write(args: readonly string[], content: Buffer): string | undefined {
    const { files } = this;
    const [path = '', mode = '', owner = '', length, holding = ''] = args;
    const isWhole = content.length === Number(length) && existsSync(files.at(dirname(path)));
    const isHeld =
      holding === '' || (existsSync(files.at(path)) && files.read(path).includes(holding));
    if (!isWhole || !isHeld || !this.isPlain(path)) return undefined;
    files.replace(path, content, Number.parseInt(mode, 8), owner);
    return '';
  }

  /** Nothing on the way is a symbolic link: a path is what it says. */
  private isPlain(path: string): boolean {
    for (let at = path; at !== '/'; at = dirname(at)) {
      const found = lstatSync(this.files.at(at), { throwIfNoEntry: false });
      if (found?.isSymbolicLink()) return false;
    }
    return true;
  }
}
