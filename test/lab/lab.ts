import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pLimit from 'p-limit';
import { LAB_USERS, makeLoginKeys, type LabKeys, type LabUser } from './accounts.ts';
import { lowerTrees, type Progress } from './base.ts';
import { startHost } from './boot.ts';
import { cgroupLayout } from './cgroups.ts';
import { hostKeyOf, prepareHost } from './host.ts';
import { withLock } from './lock.ts';
import { raiseLimits } from './machine.ts';
import { ownerFor } from './owner.ts';
import { makeBridge, subnetTaken } from './network.ts';
import { gatewayAddress, hostAddress, labFolder, MAX_HOSTS, subnetOf } from './paths.ts';
import { registryOf, startRegistry, type LabRegistry } from './registry.ts';
import { checkName, labNames, readState, stateOf, writeState, type LabState } from './state.ts';
import { labSupport, LabUnsupported } from './support.ts';
import { downAbandoned } from './teardown.ts';

export type HostOptions = {
  /** Whether Docker is installed and running; true without it. */
  docker?: boolean;
  /**
   * Gives the host a disk of this many megabytes of its own, for what is written beyond the base
   * tree and for Docker's data; without it there is the machine's.
   */
  diskMb?: number;
};

export type LabHost = {
  /** From 1. */
  index: number;
  name: string;
  address: string;
  ports: number[];
  /** The ed25519 host key's fingerprint as OpenSSH prints it: "SHA256:...". */
  hostKey: string;
  /** Whether the host came with Docker. */
  docker: boolean;
  users: LabUser[];
};

export type Lab = {
  name: string;
  gateway: string;
  subnet: string;
  /** Path of the ed25519 private key, mode 0600. */
  keyFile: string;
  /** The same key's text, in OpenSSH's format. */
  privateKey: string;
  /** An RSA key in PEM (PKCS#1), authorised for the same users. */
  rsaPrivateKey: string;
  hosts: LabHost[];
  registry?: LabRegistry;
};

export type UpOptions = {
  name: string;
  /** How many hosts, or what each is to be. */
  hosts: number | HostOptions[];
  registry?: boolean;
  /**
   * The process with whose end the lab is abandoned, so that the next `up` of any lab takes it
   * down; this process without it. A lab of nobody stands until it is taken down.
   */
  owner?: number | 'nobody';
  onProgress?: Progress;
};

const PARALLEL_BOOTS = 10;

/**
 * Makes a lab stand: the hosts it lacks are added, those that are off are started, what stands
 * is left alone. Resolves when every host it started answers.
 * Throws LabUnsupported where the machine cannot, Error where a host's kind differs from the
 * standing one's or a host does not come up.
 */
export async function up(options: UpOptions): Promise<Lab> {
  const { name, onProgress = () => undefined } = options;
  checkName(name);
  const support = await labSupport();
  if (!support.ok) throw new LabUnsupported(support.reason);
  await downAbandoned();
  const layout = await cgroupLayout();
  return withLock(`lab-${name}`, async () => {
    const state = await claim(options);
    const keys = await loginKeys(name);
    await makeBridge(state.net);
    const plain = await lowerTrees('plain', onProgress);
    const withDocker = state.hosts.some((host) => host.docker);
    const dockered = withDocker ? await lowerTrees('docker', onProgress) : plain;
    const limit = pLimit(PARALLEL_BOOTS);
    const bringUp = async (one: LabState['hosts'][number]): Promise<void> => {
      const { index, docker, diskMb } = one;
      const host = { lab: name, net: state.net, index };
      await prepareHost(host, keys.authorizedKeys, diskMb);
      const lower = docker ? dockered : plain;
      const started = await startHost(layout, host, { lower, docker });
      if (started) onProgress(`host ${index} is up at ${hostAddress(state.net, index)}`);
    };
    const started = await Promise.allSettled(state.hosts.map((host) => limit(() => bringUp(host))));
    const failed = started.filter((one) => one.status === 'rejected');
    if (failed.length > 0) throw new Error(failed.map((one) => String(one.reason)).join('\n'));
    if (state.registry) await startRegistry(layout, name, state.net, onProgress);
    return describe(name, state);
  });
}

/** The lab as it stands. Throws where there is none of this name. */
export async function load(name: string): Promise<Lab> {
  return describe(name, await stateOf(name));
}

/** Writes down what the lab is to be before anything of it is made, so that `down` finds all. */
async function claim(options: UpOptions): Promise<LabState> {
  const { name, hosts, registry = false, owner = process.pid } = options;
  const wanted = typeof hosts === 'number' ? Array.from({ length: hosts }, () => ({})) : hosts;
  if (wanted.length > MAX_HOSTS) throw new Error(`a lab holds ${MAX_HOSTS} hosts at most`);
  return withLock('machine', async () => {
    const old = await readState(name);
    const state = old ?? {
      net: await freeNet(),
      hosts: [],
      registry: false,
      ...(owner === 'nobody' ? {} : { owner: await ownerFor(owner) }),
    };
    wanted.forEach(({ docker = true, diskMb }: HostOptions, at) => {
      const known = state.hosts[at];
      if (known === undefined) state.hosts.push({ index: at + 1, docker, diskMb });
      else if (known.docker !== docker) {
        const is = known.docker ? 'with' : 'without';
        throw new Error(`host ${known.index} of lab ${name} stands ${is} Docker: down first`);
      }
    });
    state.registry ||= registry;
    await writeState(name, state);
    await raiseLimits();
    return state;
  });
}

async function freeNet(): Promise<number> {
  const states = await Promise.all((await labNames()).map(readState));
  const taken = new Set(states.map((state) => state?.net));
  for (let net = 0; net <= 255; net += 1) {
    if (!taken.has(net) && !(await subnetTaken(net))) return net;
  }
  throw new Error('no subnet of 10.77.0.0/16 is free');
}

type StoredKeys = LabKeys & { keyFile: string };

async function loginKeys(name: string): Promise<StoredKeys> {
  const folder = labFolder(name);
  const keyFile = path.join(folder, 'id_ed25519');
  const rsaFile = path.join(folder, 'id_rsa');
  const publicFile = path.join(folder, 'authorized_keys');
  const complete = await readFile(publicFile, 'utf8').catch(() => undefined);
  if (complete === undefined) {
    const made = await makeLoginKeys();
    await writeFile(keyFile, made.privateKey, { mode: 0o600 });
    await writeFile(rsaFile, made.rsaPrivateKey, { mode: 0o600 });
    await writeFile(publicFile, made.authorizedKeys); // last: it says that the others are there
    return { keyFile, ...made };
  }
  return {
    keyFile,
    privateKey: await readFile(keyFile, 'utf8'),
    rsaPrivateKey: await readFile(rsaFile, 'utf8'),
    authorizedKeys: complete,
  };
}

async function describe(name: string, state: LabState): Promise<Lab> {
  const { keyFile, privateKey, rsaPrivateKey } = await loginKeys(name);
  const hosts = state.hosts.map(async ({ index, docker }): Promise<LabHost> => ({
    index,
    name: `node${index}`,
    address: hostAddress(state.net, index),
    ports: [22, 2222],
    hostKey: await hostKeyOf({ lab: name, net: state.net, index }),
    docker,
    users: LAB_USERS,
  }));
  return {
    name,
    gateway: gatewayAddress(state.net),
    subnet: subnetOf(state.net),
    keyFile,
    privateKey,
    rsaPrivateKey,
    hosts: await Promise.all(hosts),
    ...(state.registry ? { registry: registryOf(state.net) } : {}),
  };
}
