import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { authorise, fingerprint, makeHostKeys } from './accounts.ts';
import type { LowerTrees } from './base.ts';
import { killAll, makeCgroup, processesOf, procsFiles, type Layout } from './cgroups.ts';
import { deleteCable, setCable } from './network.ts';
import { bridgeName, gatewayAddress, hostAddress, hostFolder, SCRIPTS, vethName } from './paths.ts';
import { run, type CommandResult, type RunOptions } from './run.ts';
import { waitFor } from './wait.ts';

/** Where one host is: enough to address it in every function of this file. */
export type HostRef = { lab: string; net: number; index: number };

const READY_MS = 120_000;
const member = (index: number): string => `h${index}`;
const cutMark = (host: HostRef): string => path.join(hostFolder(host.lab, host.index), 'cut');
const consoleLog = (host: HostRef): string =>
  path.join(hostFolder(host.lab, host.index), 'console.log');

/** Makes the folder of a host: its own files over the base tree. Existing hosts are kept. */
export async function prepareHost(host: HostRef, authorizedKeys: string): Promise<void> {
  const folder = hostFolder(host.lab, host.index);
  const made = await access(folder).then(
    () => true,
    () => false,
  );
  if (made) return;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const part of ['upper/etc', 'work', 'root', 'docker']) {
    await mkdir(path.join(partial, part), { recursive: true, mode: 0o755 });
  }
  const upper = path.join(partial, 'upper');
  const hostname = `node${host.index}`;
  await writeFile(path.join(upper, 'etc/hostname'), `${hostname}\n`);
  await writeFile(path.join(upper, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`);
  await writeFile(path.join(upper, 'etc/machine-id'), `${randomBytes(16).toString('hex')}\n`, {
    mode: 0o444,
  });
  await authorise(upper, authorizedKeys);
  await makeHostKeys(upper);
  await rename(partial, folder);
}

/** The fingerprint of the host's ed25519 identity as it is on its disk now. */
export async function hostKeyOf(host: HostRef): Promise<string> {
  const upper = path.join(hostFolder(host.lab, host.index), 'upper');
  return fingerprint(await readFile(path.join(upper, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8'));
}

/** The number of the host's PID 1 on this machine, or undefined while the host is off. */
export async function initPid(layout: Layout, host: HostRef): Promise<number | undefined> {
  const [first] = layout.hierarchies; // a process of a host is below its group in every hierarchy
  if (first === undefined) return undefined;
  const one = { ...layout, hierarchies: [first] };
  for (const pid of await processesOf(one, host.lab, member(host.index))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    // two numbers, the second one 1: first process of a namespace directly below ours; those of
    // the host's containers have three
    if (/^NSpid:\t\d+\t1$/m.test(status)) return pid;
  }
  return undefined;
}

/** Boots a host that is off; it goes on without us. Gives back before the host is ready. */
export async function bootHost(layout: Layout, host: HostRef, lower: LowerTrees): Promise<void> {
  await deleteCable(host.net, host.index); // the kernel takes a dead host's end away with delay
  await makeCgroup(layout, host.lab, member(host.index));
  const log = await open(consoleLog(host), 'w');
  const procs = procsFiles(layout, host.lab, member(host.index));
  const child = spawn('sh', [path.join(SCRIPTS, 'boot-host.sh'), 'join', ...procs], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LAB_FOLDER: hostFolder(host.lab, host.index),
      LAB_LOWER: lower.join(':'),
      LAB_VETH: vethName(host.net, host.index),
      LAB_BRIDGE: bridgeName(host.net),
      LAB_ADDRESS: hostAddress(host.net, host.index),
      LAB_GATEWAY: gatewayAddress(host.net),
      LAB_CABLE: (await isCut(host)) ? 'down' : 'up',
      LAB_HIERARCHIES: layout.hierarchies
        .map((one) => `${one.version} ${one.folder} ${one.options}`)
        .join('\n'),
    },
  });
  child.unref();
  await log.close();
}

/**
 * Waits until sshd greets (unless the cable is pulled) and Docker, where it is wanted, answers.
 * Throws with the end of the host's console and journal when the deadline is reached.
 */
export async function awaitHost(layout: Layout, host: HostRef, docker: boolean): Promise<void> {
  const address = hostAddress(host.net, host.index);
  try {
    await waitFor('its PID 1', async () => (await initPid(layout, host)) !== undefined, 20_000);
    const pid = await initPid(layout, host);
    if (!(await isCut(host))) await waitFor('sshd greets', () => greets(address), READY_MS);
    const socket = `/proc/${pid}/root/run/docker.sock`;
    if (docker) await waitFor('Docker answers', () => pings(socket), READY_MS);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`host ${host.index} of lab ${host.lab}: ${cause}\n${await lastWords(host)}`);
  }
}

/** A power cut: PID 1 is killed, and with it everything that ran on the host. */
export async function cutPower(layout: Layout, host: HostRef): Promise<void> {
  const pid = await initPid(layout, host);
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await killAll(layout, host.lab, member(host.index));
}

/** Pulls the host's network cable or puts it back; it stays so over a power cut. */
export async function setCut(host: HostRef, cut: boolean): Promise<void> {
  if (cut) await writeFile(cutMark(host), '');
  else await rm(cutMark(host), { force: true });
  await setCable(host.net, host.index, cut ? 'down' : 'up');
}

export const isCut = (host: HostRef): Promise<boolean> =>
  access(cutMark(host)).then(
    () => true,
    () => false,
  );

/** Runs a program on the host as root, through its namespaces and not through its network. */
export async function execOn(
  layout: Layout,
  host: HostRef,
  argv: string[],
  options: RunOptions,
): Promise<CommandResult> {
  const pid = await initPid(layout, host);
  if (pid === undefined) throw new Error(`host ${host.index} of lab ${host.lab} is off`);
  const enter = [
    '--target',
    String(pid),
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    '--cgroup',
  ];
  const environment = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LC_ALL=C.UTF-8'];
  return run('nsenter', [...enter, '--', 'env', '-i', ...environment, ...argv], options);
}

async function lastWords(host: HostRef): Promise<string> {
  const text = await readFile(consoleLog(host), 'utf8').catch(() => '');
  const journal = path.join(hostFolder(host.lab, host.index), 'upper/var/log/journal');
  const said = await run('journalctl', ['--directory', journal, '--lines=40', '--no-pager']);
  return `${text}${said.stdout}`.trim().split('\n').slice(-40).join('\n');
}

function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port: 22, timeout: 2000 });
    const done = (ok: boolean): void => {
      socket.destroy();
      resolve(ok);
    };
    socket.once('data', (data) => done(data.toString('latin1').startsWith('SSH-2.0-')));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}

function pings(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/_ping', timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
