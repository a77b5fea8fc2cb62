import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lowerTrees, type Progress } from './base.ts';
import { killAll, makeCgroup, processesOf, procsFiles, type Layout } from './cgroups.ts';
import { pushBusybox } from './image.ts';
import { gatewayAddress, registryFolder, SCRIPTS } from './paths.ts';
import { waitFor } from './wait.ts';

/** The lab's registry (Debian's docker-registry) on the bridge address, over plain HTTP. */
export type LabRegistry = {
  /** "10.77.N.1:5000": anyone may pull and push. */
  address: string;
  /** The same images behind a login. */
  closed: { address: string; user: string; otherUser: string; password: string };
  /** What is in it from the start. */
  images: string[];
};

const MEMBER = 'registry';
const USER = 'lab';
/** With the same password, for a login that is changed. */
const OTHER_USER = 'lab-other';
const PASSWORD = 'lab-registry';
/** bcrypt of PASSWORD, the only kind of hash that the registry's htpasswd file may hold. */
const PASSWORD_HASH = '$2b$10$oeD39DNrsaMZJeTuKPc9u.LY28dkpFtZ2VA4DzvhfXN14u6hZB9he';

export function registryOf(net: number): LabRegistry {
  return {
    address: `${gatewayAddress(net)}:5000`,
    closed: {
      address: `${gatewayAddress(net)}:5001`,
      user: USER,
      otherUser: OTHER_USER,
      password: PASSWORD,
    },
    images: ['lab/busybox:1'],
  };
}

/** Starts the lab's registries where they do not run yet and fills them. */
export async function startRegistry(
  layout: Layout,
  lab: string,
  net: number,
  onProgress: Progress,
): Promise<void> {
  const registry = registryOf(net);
  if ((await processesOf(layout, lab, MEMBER)).length > 0 && (await answers(registry))) return;
  await killAll(layout, lab, MEMBER);
  const lower = await lowerTrees('registry', onProgress);
  const folder = registryFolder(lab);
  await writeConfig(folder, registry);
  await makeCgroup(layout, lab, MEMBER);
  const logFile = path.join(folder, 'console.log');
  const log = await open(logFile, 'w');
  const procs = procsFiles(layout, lab, MEMBER);
  const child = spawn('sh', [path.join(SCRIPTS, 'boot-registry.sh'), 'join', ...procs], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: '/',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LAB_FOLDER: folder,
      LAB_LOWER: lower.join(':'),
    },
  });
  child.unref();
  await log.close();
  await waitFor('the registry answers', () => answers(registry), 30_000).catch(async (error) => {
    const said = (await readFile(logFile, 'utf8')).split('\n').slice(-20).join('\n');
    throw new Error(`${String(error)}\n${said}`);
  });
  await pushBusybox(registry.address, path.join(lower[0] ?? '', 'usr/bin/busybox'));
  onProgress(`the registry is up at ${registry.address}`);
}

async function writeConfig(folder: string, registry: LabRegistry): Promise<void> {
  for (const part of ['upper', 'work', 'root', 'data']) {
    await mkdir(path.join(folder, part), { recursive: true });
  }
  const common = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: '/mnt/data' }, delete: { enabled: true } },
  };
  const open = { ...common, http: { addr: registry.address } };
  const closed = {
    ...common,
    http: { addr: registry.closed.address },
    auth: { htpasswd: { realm: 'lab', path: '/mnt/htpasswd' } },
  };
  // the registry reads YAML, of which JSON is a part
  await writeFile(path.join(folder, 'open.json'), JSON.stringify(open));
  await writeFile(path.join(folder, 'closed.json'), JSON.stringify(closed));
  const lines = [USER, OTHER_USER].map((user) => `${user}:${PASSWORD_HASH}\n`);
  await writeFile(path.join(folder, 'htpasswd'), lines.join(''));
}

async function answers(registry: LabRegistry): Promise<boolean> {
  const codes = [registry.address, registry.closed.address].map((address) =>
    fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.status,
      () => 0,
    ),
  );
  const [open, closed] = await Promise.all(codes);
  return open === 200 && closed === 401;
}
