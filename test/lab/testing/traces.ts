import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cgroupLayout } from '../cgroups.ts';
import { bridgeName, cgroupPath, labFolder } from '../paths.ts';
import { run } from '../run.ts';

/** Everything of a lab that can be found on this machine, by the lab's name and number. */
export type Traces = {
  mounts: string[];
  processes: string[];
  links: string[];
  cgroups: string[];
  folders: string[];
};

export const NO_TRACES: Traces = { mounts: [], processes: [], links: [], cgroups: [], folders: [] };

const text = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Looks for what is there, not for what the lab remembers. */
export async function tracesOf(name: string, net: number): Promise<Traces> {
  const folder = labFolder(name);
  const folders = await readdir(path.dirname(folder)).catch(() => []);
  return {
    mounts: (await text('/proc/self/mountinfo')).split('\n').filter((one) => one.includes(folder)),
    processes: await processesOf(folder),
    links: await linksOf(net),
    cgroups: await cgroupsOf(name),
    folders: folders.filter((entry) => entry === name),
  };
}

/** Those that see the lab's files mounted, wherever, and those that were started to boot a host. */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = pids.map(async (pid) => {
    const seen = await text(`/proc/${pid}/mountinfo`);
    const environment = (await text(`/proc/${pid}/environ`)).split('\0');
    const ours = environment.some((one) => one.startsWith(`LAB_FOLDER=${folder}/`));
    const isOfLab = ours || seen.includes(`${folder}/`);
    return isOfLab ? `${pid} ${(await text(`/proc/${pid}/comm`)).trim()}` : undefined;
  });
  return (await Promise.all(found)).filter((one) => one !== undefined);
}

async function linksOf(net: number): Promise<string[]> {
  const { stdout } = await run('ip', ['-brief', 'link']);
  const names = stdout.split('\n').map((line) => line.split(/[\s@]/)[0] ?? '');
  const bridge = bridgeName(net);
  return names.filter((name) => name === bridge || name.startsWith(`${bridge}-`));
}

async function cgroupsOf(name: string): Promise<string[]> {
  const { hierarchies } = await cgroupLayout();
  const folders = hierarchies.map((one) => path.join(one.mountPoint, cgroupPath(name)));
  const there = await Promise.all(folders.map((one) => readdir(one).catch(() => [])));
  return folders.filter((_, at) => (there[at] ?? []).length > 0);
}
