import type { Login } from '../remote/connection.ts';
import type { HostKeyCheck } from '../remote/host-keys.ts';
import { RemoteHost } from '../remote/remote-host.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { OperationInput } from '../store/operations.ts';
import { HostManifest, type ManifestMemory } from './manifest.ts';
import type { RegistryAccess, StepContext } from './phase.ts';
import { redactor } from './step-log.ts';

/** Where a run has its cluster and hosts from: the store, or the drafts of a plan. */
export interface World {
  readonly input: OperationInput;
  readonly controllerId: string;
  cluster(): ClusterRecord;
  /** the hosts of the operation, as they are now */
  hosts(): HostRecord[];
  /** running masters of the cluster, else those of this operation */
  managers(): HostRecord[];
  updateHost(id: string, change: Partial<HostRecord>): void;
  login(host: HostRecord): Login;
  checkHostKey: HostKeyCheck;
  registries(): RegistryAccess[];
  pubkeys(): string[];
}

/** What a step is made of besides the world. */
export interface StepOptions {
  readonly dry: boolean;
  readonly signal: AbortSignal;
  readonly failed: ReadonlySet<string>;
  /** hears what is (or would be) changed */
  readonly onChange: (what: string) => void;
  readonly onLog: (text: string) => void;
}

function secretsOf(login: Login): string[] {
  const own = [login.privateKey, login.passphrase, login.password, login.sudoPassword];
  const jump = login.jump ? secretsOf(login.jump) : [];
  return [...own.filter((secret) => secret !== undefined), ...jump];
}

/** Takes the secrets that a host's steps know out of text. */
export function redactorFor(world: World, host: HostRecord): (text: string) => string {
  const passwords = world.registries().map((registry) => registry.password);
  return redactor([...secretsOf(world.login(host)), ...passwords]);
}

/** The connections of one run: one for each host, opened when first used. */
export class RemoteHosts {
  private readonly world: World;
  private readonly open = new Map<string, RemoteHost>();
  private readonly memories = new Map<string, ManifestMemory>();

  constructor(world: World) {
    this.world = world;
  }

  of(host: HostRecord): RemoteHost {
    const known = this.open.get(host.id);
    if (known) return known;
    const remote = new RemoteHost(this.world.login(host), this.world.checkHostKey);
    this.open.set(host.id, remote);
    return remote;
  }

  /** What this run remembers of the host's list. */
  memoryOf(host: HostRecord): ManifestMemory {
    const memory = this.memories.get(host.id) ?? {};
    this.memories.set(host.id, memory);
    return memory;
  }

  closeAll(): void {
    for (const remote of this.open.values()) remote.close();
    this.open.clear();
  }
}

/** What one phase sees of one host, in a run or in a plan. */
export function stepContext(
  world: World,
  remotes: RemoteHosts,
  hostId: string,
  options: StepOptions,
): StepContext {
  const hosts = world.hosts();
  const host = hosts.find((candidate) => candidate.id === hostId);
  if (!host) throw new Error(`host ${hostId} is not part of this operation`);
  const remote = remotes.of(host);
  const redact = redactorFor(world, host);
  const log = (text: string) => options.onLog(redact(text));
  return {
    cluster: world.cluster(),
    host,
    hosts: hosts.filter((other) => !options.failed.has(other.id)),
    input: world.input,
    remote,
    manifest: new HostManifest(remote, world.cluster().id, options.signal, remotes.memoryOf(host)),
    dry: options.dry,
    signal: options.signal,
    async change(what, effect) {
      options.onChange(redact(what));
      if (options.dry) return;
      log(what);
      await effect();
    },
    log,
    update: (change) => world.updateHost(hostId, change),
    peer: (other) => remotes.of(other),
    managers: () => world.managers(),
    registries: () => world.registries(),
    pubkeys: () => world.pubkeys(),
  };
}
