import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { authorise, makeHostKeys } from './accounts.ts';
import { processesOf, type Layout } from './cgroups.ts';
import { setCable } from './network.ts';
import { hostFolder } from './paths.ts';
import { must } from './run.ts';

/** Where one host is: enough to address it everywhere. */
export type HostRef = { lab: string; net: number; index: number };

/** The name of the host's cgroup within its lab's; launcher and host are below it. */
export const memberOf = (host: HostRef): string => `h${host.index}`;
/** Where the process stays that started the host; it goes when the host goes. */
export const launcherOf = (host: HostRef): string => `${memberOf(host)}/launcher`;
export const folderOf = (host: HostRef): string => hostFolder(host.lab, host.index);
const IDENTITY = 'host-key';
const cutMark = (host: HostRef): string => path.join(folderOf(host), 'cut');

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * Makes the folder of a host: its own files over the base tree, with `diskMb` on a disk of that
 * size. An existing host is kept.
 */
export async function prepareHost(
  host: HostRef,
  authorizedKeys: string,
  diskMb: number | undefined,
): Promise<void> {
  const folder = folderOf(host);
  if (await exists(folder)) return;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const part of ['disk/upper/etc', 'disk/work', 'disk/docker', 'root']) {
    await mkdir(path.join(partial, part), { recursive: true, mode: 0o755 });
  }
  const disk = path.join(partial, 'disk');
  const upper = path.join(disk, 'upper');
  const etc = path.join(upper, 'etc');
  const name = `node${host.index}`;
  const machineId = randomBytes(16).toString('hex');
  await writeFile(path.join(etc, 'hostname'), `${name}\n`);
  await writeFile(path.join(etc, 'hosts'), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  await writeFile(path.join(etc, 'machine-id'), `${machineId}\n`, { mode: 0o444 });
  await authorise(upper, authorizedKeys);
  await writeFile(path.join(partial, IDENTITY), await makeHostKeys(upper));
  if (diskMb !== undefined) {
    // a filled file system in a file; boot-host.sh mounts it on disk/
    const image = [path.join(partial, 'disk.img'), `${diskMb}M`];
    await must('mkfs.ext4', ['-q', '-m', '0', '-d', disk, ...image]);
    await rm(disk, { recursive: true });
    await mkdir(disk);
  }
  await rename(partial, folder);
}

/** The fingerprint of the ed25519 identity that the host was made with. */
export const hostKeyOf = (host: HostRef): Promise<string> =>
  readFile(path.join(folderOf(host), IDENTITY), 'utf8');

/** The number of the host's PID 1 on this machine, or undefined while the host is off. */
export async function initPid(layout: Layout, host: HostRef): Promise<number | undefined> {
  for (const pid of await processesOf(layout, host.lab, launcherOf(host))) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter(Boolean)) {
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(() => '');
      // two numbers, the second one 1: the first process of a namespace directly below ours
      if (/^NSpid:\t\d+\t1$/m.test(status)) return Number(child);
    }
  }
  return undefined;
}

/** Like initPid, for what needs a host that is on. */
export async function livePid(layout: Layout, host: HostRef): Promise<number> {
  const pid = await initPid(layout, host);
  if (pid === undefined) throw new Error(`host ${host.index} of lab ${host.lab} is off`);
  return pid;
}

/** Pulls the host's network cable or puts it back; it stays so over a power cut. */
export async function setCut(host: HostRef, cut: boolean): Promise<void> {
  if (cut) await writeFile(cutMark(host), '');
  else await rm(cutMark(host), { force: true });
  await setCable(host.net, host.index, cut ? 'down' : 'up');
}

export const isCut = (host: HostRef): Promise<boolean> => exists(cutMark(host));
