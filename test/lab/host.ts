import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { authorise, fingerprint, makeHostKeys } from './accounts.ts';
import { processesOf, type Layout } from './cgroups.ts';
import { setCable } from './network.ts';
import { hostFolder } from './paths.ts';

/** Where one host is: enough to address it everywhere. */
export type HostRef = { lab: string; net: number; index: number };

/** The name of the host's cgroup within its lab's; launcher and host are below it. */
export const memberOf = (host: HostRef): string => `h${host.index}`;
/** Where the process stays that started the host; it goes when the host goes. */
export const launcherOf = (host: HostRef): string => `${memberOf(host)}/launcher`;
export const folderOf = (host: HostRef): string => hostFolder(host.lab, host.index);
const cutMark = (host: HostRef): string => path.join(folderOf(host), 'cut');

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Makes the folder of a host: its own files over the base tree. An existing host is kept. */
export async function prepareHost(host: HostRef, authorizedKeys: string): Promise<void> {
  const folder = folderOf(host);
  if (await exists(folder)) return;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const part of ['upper/etc', 'work', 'root', 'docker']) {
    await mkdir(path.join(partial, part), { recursive: true, mode: 0o755 });
  }
  const etc = path.join(partial, 'upper/etc');
  const name = `node${host.index}`;
  const machineId = randomBytes(16).toString('hex');
  await writeFile(path.join(etc, 'hostname'), `${name}\n`);
  await writeFile(path.join(etc, 'hosts'), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  await writeFile(path.join(etc, 'machine-id'), `${machineId}\n`, { mode: 0o444 });
  await authorise(path.join(partial, 'upper'), authorizedKeys);
  await makeHostKeys(path.join(partial, 'upper'));
  await rename(partial, folder);
}

/** The fingerprint of the host's ed25519 identity as it is on its disk now. */
export async function hostKeyOf(host: HostRef): Promise<string> {
  const file = path.join(folderOf(host), 'upper/etc/ssh/ssh_host_ed25519_key.pub');
  return fingerprint(await readFile(file, 'utf8'));
}

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
