import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { greets } from './answers.ts';
import {
  compareSnapshots,
  cut,
  DEPLOY_PASSWORD,
  down,
  exec,
  labSupport,
  list,
  load,
  mend,
  powerOff,
  powerOn,
  snapshot,
  up,
  type Lab,
  type LabHost,
} from './index.ts';
import { run } from './run.ts';
import { readState } from './state.ts';
import { login } from './testing/ssh-session.ts';
import { NO_TRACES, tracesOf } from './testing/traces.ts';
import { waitFor } from './wait.ts';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const NAME = `test-${process.pid}`;
const SECOND = `${NAME}-b`;
const APT_MS = 120_000;

const support = await labSupport();
if (!support.ok) process.stderr.write(`lab tests are left out: ${support.reason}\n`);

const netOf = async (name: string): Promise<number> => (await readState(name))?.net ?? -1;

const onHost = async (index: number, ...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await exec(NAME, index, argv, { timeout: APT_MS });
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${code} ${stderr}`);
  return stdout.trim();
};

describe.skipIf(!support.ok)('a lab of two hosts', () => {
  let lab: Lab;
  let withDocker: LabHost;
  let bare: LabHost;
  let net: number;

  beforeAll(async () => {
    lab = await up({ name: NAME, hosts: [{}, { docker: false }], registry: true });
    const [first, second] = lab.hosts;
    if (first === undefined || second === undefined) throw new Error('two hosts were asked for');
    withDocker = first;
    bare = second;
    net = await netOf(NAME);
  });

  afterAll(async () => {
    await down(NAME);
    await down(SECOND);
  });

  test('the hosts let in their users by key and password', async () => {
    const { address: host, hostKey } = withDocker;
    const byKey = { host, privateKey: lab.privateKey };
    const root = await login({ ...byKey, username: 'root' }, 'id -un');
    expect(root).toEqual({ hostKey, code: 0, output: 'root' });
    const byOldKey = { host, port: 2222, privateKey: lab.rsaPrivateKey, username: 'operator' };
    expect((await login(byOldKey, 'id -un')).output).toBe('operator');
    const byPassword = { host: bare.address, username: 'deploy', password: DEPLOY_PASSWORD };
    expect((await login(byPassword, 'id -un')).output).toBe('deploy');
    await expect(login({ ...byPassword, username: 'operator' }, 'id')).rejects.toThrow(
      'authentication',
    );
  });

  test('sudo asks each user for what the lab says', async () => {
    const as = (username: string, command: string, stdin?: string): ReturnType<typeof login> =>
      login({ host: bare.address, privateKey: lab.privateKey, username }, command, stdin);
    expect((await as('operator', 'sudo -n id -un')).output).toBe('root');
    expect((await as('deploy', 'sudo -n id -un')).output).toContain('a password is required');
    const asked = await as('deploy', "sudo -S -p '' id -un", `${DEPLOY_PASSWORD}\n`);
    expect(asked.output).toContain('root');
    expect((await as('nosudo', 'sudo -n id -un')).code).not.toBe(0);
  });

  test('a second up changes nothing, a larger one adds hosts', async () => {
    const boot = (): Promise<string> => onHost(1, 'systemctl', 'show', '-P', 'UserspaceTimestamp');
    const before = await boot();
    expect(await up({ name: NAME, hosts: [{}, { docker: false }] })).toEqual(lab);
    const more = await up({ name: NAME, hosts: [{}, { docker: false }, { docker: false }] });
    expect(more.hosts.slice(0, 2)).toEqual(lab.hosts);
    expect(more.hosts).toHaveLength(3);
    expect(await load(NAME)).toEqual(more);
    expect(await boot()).toBe(before);
    await expect(up({ name: NAME, hosts: [{}, {}] })).rejects.toThrow('without Docker');
  });

  test('a power cut keeps files and the data of Docker', async () => {
    await onHost(1, 'sh', '-c', 'echo kept > /etc/kept');
    await onHost(1, 'docker', 'volume', 'create', 'kept');
    await powerOff(NAME, 1);
    expect((await list()).find((one) => one.name === NAME)?.hosts[0]?.on).toBe(false);
    expect(await greets(withDocker.address)).toBe(false);
    await expect(exec(NAME, 1, ['true'])).rejects.toThrow('is off');
    await powerOn(NAME, 1);
    expect(await onHost(1, 'cat', '/etc/kept')).toBe('kept');
    expect(await onHost(1, 'docker', 'volume', 'ls', '--quiet')).toBe('kept');
    expect((await load(NAME)).hosts[0]?.hostKey).toBe(withDocker.hostKey);
  });

  test('a cut cable silences a host over a power cut too, until it is mended', async () => {
    await cut(NAME, 2);
    expect(await greets(bare.address)).toBe(false);
    expect(await onHost(2, 'hostname')).toBe('node2');
    await powerOff(NAME, 2);
    await powerOn(NAME, 2);
    expect(await greets(bare.address)).toBe(false);
    await mend(NAME, 2);
    await waitFor('the host greets again', () => greets(bare.address), 30_000);
  });

  test('a host without Docker installs it from its own packages', async () => {
    const aside = { packagesAside: true };
    const [all, own] = [await snapshot(NAME, 2), await snapshot(NAME, 2, aside)];
    await onHost(2, 'apt-get', 'update');
    await onHost(2, 'apt-get', 'install', '--yes', 'docker.io');
    expect(await onHost(2, 'docker', 'version', '--format', '{{.Server.Os}}')).toBe('linux');
    expect(compareSnapshots(own, await snapshot(NAME, 2, aside))).toEqual([]);
    expect(compareSnapshots(all, await snapshot(NAME, 2)).join()).toContain('/etc/docker');
    await onHost(2, 'touch', '/etc/docker/daemon.json');
    const [left = ''] = compareSnapshots(own, await snapshot(NAME, 2, aside));
    expect(left).toContain('+ /etc/docker/daemon.json: file 0644 0:0 0');
  });

  test('the registries give their image, the closed one after a login', async () => {
    const { address, closed } = lab.registry ?? { address: '', closed: undefined };
    if (closed === undefined) throw new Error('a registry was asked for');
    const insecure = JSON.stringify({ 'insecure-registries': [address, closed.address] });
    await onHost(1, 'sh', '-c', 'echo "$1" > /etc/docker/daemon.json', 'sh', insecure);
    await onHost(1, 'systemctl', 'reload', 'docker');
    const image = `${address}/lab/busybox:1`;
    expect(await onHost(1, 'docker', 'run', '--rm', image, 'echo', 'hello')).toBe('hello');
    const same = `${closed.address}/lab/busybox:1`;
    expect((await exec(NAME, 1, ['docker', 'pull', same])).stderr).toContain('no basic auth');
    const args = ['login', '--username', closed.user, '--password-stdin', closed.address];
    const entered = await exec(NAME, 1, ['docker', ...args], { stdin: closed.password });
    expect(entered.stdout).toContain('Login Succeeded');
    await onHost(1, 'docker', 'pull', '--quiet', same);
  });

  test('a second lab stands beside the first and goes without it', async () => {
    const other = await up({ name: SECOND, hosts: [{ docker: false, diskMb: 32 }] });
    expect(other.subnet).not.toBe(lab.subnet);
    const otherNet = await netOf(SECOND);
    expect(await greets(other.hosts[0]?.address ?? '')).toBe(true);
    // its small disk is full at a point, and keeps what is on it over a power cut
    const fill = ['dd', 'if=/dev/zero', 'of=/root/fill', 'bs=1M', 'count=64'];
    expect((await exec(SECOND, 1, fill)).stderr).toContain('No space left on device');
    await powerOff(SECOND, 1);
    await powerOn(SECOND, 1);
    expect((await exec(SECOND, 1, ['ls', '/root'])).stdout.trim()).toBe('fill');
    expect(await tracesOf(SECOND, otherNet)).not.toEqual(NO_TRACES);
    await down(SECOND);
    expect(await tracesOf(SECOND, otherNet)).toEqual(NO_TRACES);
    expect(await greets(withDocker.address)).toBe(true);
  });

  test('down leaves nothing behind, and a second down does nothing', async () => {
    const found = await tracesOf(NAME, net);
    expect(found.processes.length).toBeGreaterThan(10);
    expect(found.links).toHaveLength(4);
    expect(found.cgroups).not.toEqual([]);
    await down(NAME);
    expect(await tracesOf(NAME, net)).toEqual(NO_TRACES);
    await expect(load(NAME)).rejects.toThrow('no lab');
    await down(NAME);
  });
});

describe.skipIf(!support.ok)('the command line', () => {
  afterAll(() => down(SECOND));

  const interrupted: [string, (net: number) => Promise<boolean>][] = [
    ['its state is written', () => Promise.resolve(true)],
    ['the bridge stands', async (net) => (await tracesOf(SECOND, net)).links.length > 0],
    ['a host has begun', async (net) => (await tracesOf(SECOND, net)).processes.length > 0],
    ['a host runs', async (net) => (await tracesOf(SECOND, net)).processes.length > 8],
  ];

  test.each(interrupted)('down cleans up after an up killed when %s', async (_, reached) => {
    const child = spawn(process.execPath, [CLI, 'up', '--name', SECOND, '--hosts', '2'], {
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await waitFor('the point', async () => (await netOf(SECOND)) >= 0, 60_000);
    const net = await netOf(SECOND);
    await waitFor('the point', () => reached(net), 60_000);
    child.kill('SIGKILL');
    await ended;
    expect((await run(process.execPath, [CLI, 'down', '--name', SECOND])).code).toBe(0);
    expect(await tracesOf(SECOND, net)).toEqual(NO_TRACES);
  });

  test('says in one line why it cannot where it is not root', async () => {
    const as = ['--reuid', '65534', '--clear-groups', process.execPath, CLI, 'up', '--hosts', '1'];
    const result = await run('setpriv', as);
    expect(result).toEqual({ code: 3, stdout: '', stderr: expect.stringContaining('needs root') });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('explains its use for a word it does not know', async () => {
    const result = await run(process.execPath, [CLI, 'sideways']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no such command: sideways');
  });

  test('boots hosts where control groups are of version 2 alone', async () => {
    const v2Only = `umount --lazy /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup; exec "$@"`;
    const inV2 = (...args: string[]): ReturnType<typeof run> =>
      run('unshare', ['--mount', 'sh', '-c', v2Only, 'sh', process.execPath, CLI, ...args]);
    const made = await inV2('up', '--name', SECOND, '--hosts', '1', '--no-docker');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('SHA256:') });
    const kind = ['stat', '--file-system', '--format', '%T', '/sys/fs/cgroup'];
    const seen = await inV2('exec', '1', '--name', SECOND, '--', ...kind);
    expect(seen.stdout.trim()).toBe('cgroup2fs');
    expect((await inV2('down', '--name', SECOND)).code).toBe(0);
  });
});
