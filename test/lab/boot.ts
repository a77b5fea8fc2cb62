import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { greets, pings } from './answers.ts';
import type { LowerTrees } from './base.ts';
import { killAll, makeCgroup, processesOf, procsFiles, type Layout } from './cgroups.ts';
import { folderOf, initPid, isCut, launcherOf, livePid, memberOf, type HostRef } from './host.ts';
import { withLock } from './lock.ts';
import { deleteCable } from './network.ts';
import { bridgeName, gatewayAddress, hostAddress, macAddress, SCRIPTS, vethName } from './paths.ts';
import { run } from './run.ts';
import { waitFor } from './wait.ts';

export type BootOptions = {
  lower: LowerTrees;
  /** Whether Docker belongs to the host, so that it is up only when Docker answers. */
  docker: boolean;
};

const PID1_MS = 20_000;
const READY_MS = 120_000;
const GOODBYE_MS = 3000;

/**
 * Switches a host on and waits until it answers; gives false where it was on already.
 * Throws with the end of the host's console and journal when it does not come up in time.
 */
export async function startHost(
  layout: Layout,
  host: HostRef,
  options: BootOptions,
): Promise<boolean> {
  return withLock(`host-${host.lab}-${host.index}`, async () => {
    if ((await initPid(layout, host)) !== undefined) return false;
    try {
      await boot(layout, host, options.lower);
      await untilReady(layout, host, options.docker);
      return true;
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const said = await lastWords(host);
      const message = `host ${host.index} of lab ${host.lab}: ${what}\n${said}`;
      throw new Error(message, { cause: error });
    }
  });
}

/** Takes the power from a host: its PID 1 is killed, and with it everything that ran there. */
export async function stopHost(layout: Layout, host: HostRef): Promise<void> {
  const off = async (): Promise<boolean> => {
    const pid = await initPid(layout, host);
    // its parent, unshare(1), takes notice of the end and goes by itself
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return (await processesOf(layout, host.lab, memberOf(host))).length === 0;
  };
  // a start that is still before its PID 1 would never go by itself
  await waitFor('the end of the host', off, GOODBYE_MS).catch(() => undefined);
  await killAll(layout, host.lab, memberOf(host));
}

async function boot(layout: Layout, host: HostRef, lower: LowerTrees): Promise<void> {
  await deleteCable(host.net, host.index); // the kernel takes a dead host's end away with delay
  const groups = [launcherOf(host), `${memberOf(host)}/host`];
  for (const group of groups) await makeCgroup(layout, host.lab, group);
  const [launcherProcs, hostProcs] = groups.map((group) =>
    procsFiles(layout, host.lab, group).join('\n'),
  );
  const log = await open(consoleLog(host), 'w');
  const child = spawn('sh', [path.join(SCRIPTS, 'boot-host.sh'), 'launch'], {
    detached: true, // the host goes on without us
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LAB_FOLDER: folderOf(host),
      LAB_LOWER: lower.join(':'),
      LAB_VETH: vethName(host.net, host.index),
      LAB_BRIDGE: bridgeName(host.net),
      LAB_MAC: macAddress(host.net, host.index),
      LAB_ADDRESS: hostAddress(host.net, host.index),
      LAB_GATEWAY: gatewayAddress(host.net),
      LAB_CABLE: (await isCut(host)) ? 'down' : 'up',
      LAB_LAUNCHER_PROCS: launcherProcs,
      LAB_HOST_PROCS: hostProcs,
      LAB_HIERARCHIES: layout.hierarchies
        .map((one) => `${one.version} ${one.folder} ${one.options}`)
        .join('\n'),
    },
  });
  child.unref();
  await log.close();
  const begun = async (): Promise<boolean> =>
    child.exitCode !== null || (await initPid(layout, host)) !== undefined;
  await waitFor('its PID 1', begun, PID1_MS);
  if (child.exitCode !== null) throw new Error(`the start ended with code ${child.exitCode}`);
}

async function untilReady(layout: Layout, host: HostRef, docker: boolean): Promise<void> {
  const address = hostAddress(host.net, host.index);
  const greeted = async (): Promise<boolean> => {
    await livePid(layout, host); // a host that went off again will never greet
    return greets(address);
  };
  if (!(await isCut(host))) await waitFor('sshd greets', greeted, READY_MS);
  const answered = async (): Promise<boolean> =>
    pings(`/proc/${await livePid(layout, host)}/root/run/docker.sock`);
  if (docker) await waitFor('Docker answers', answered, READY_MS);
}

const consoleLog = (host: HostRef): string => path.join(folderOf(host), 'console.log');

async function lastWords(host: HostRef): Promise<string> {
  const text = await readFile(consoleLog(host), 'utf8').catch(() => '');
  const journal = path.join(folderOf(host), 'disk/upper/var/log/journal');
  const said = await run('journalctl', ['--directory', journal, '--lines=40', '--no-pager']);
  return `${text}${said.stdout}`.trim().split('\n').slice(-40).join('\n');
}
