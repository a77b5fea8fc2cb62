import { existsSync } from 'node:fs';
import { StandInSwarm, Refusal, type Member, type SwarmNet } from './docker-swarm.testing.ts';
import type { HostFiles } from './host-files.testing.ts';

/** where Docker keeps what it knows of its swarm: with these files it forgets it */
const SWARM_FILES = '/var/lib/docker/swarm';

interface Network {
  readonly Name: string;
  Containers: Record<string, unknown>;
}

interface DaemonConfig {
  readonly 'insecure-registries'?: readonly string[];
  readonly 'registry-mirrors'?: readonly string[];
}

export interface JoinRequest {
  readonly RemoteAddrs: readonly string[];
  readonly JoinToken: string;
}

/** What a registry makes of a login: it takes it where nothing is said. */
export type RegistryAnswer = { readonly status: number; readonly message: string } | undefined;

/**
 * What a Docker Engine knows and does, as far as it is asked for: swarm, networks, registries, and
 * the names of what it holds. It runs no containers.
 */
export class StandInEngine implements Member {
  readonly address: string;
  membership: Member['membership'];
  /** what it says of itself instead of `active`, such as `pending` */
  localNodeState: string | undefined;
  containers: string[] = [];
  images: string[] = [];
  volumes: string[] = [];
  /** answers of registries by their address */
  readonly registries = new Map<string, RegistryAnswer>();
  readonly networks = new Map<string, Network>();
  /** how often the ingress network is looked for before it is set up */
  ingressAfterLooks = 0;
  private readonly files: HostFiles;
  private readonly net: SwarmNet;

  constructor(files: HostFiles, net: SwarmNet, address: string) {
    this.files = files;
    this.net = net;
    this.address = address;
    net.add(address, this);
    for (const name of ['bridge', 'host', 'none']) this.addNetwork(name);
  }

  get isRunning(): boolean {
    return this.files.get('docker.active') === 'active';
  }

  get version(): string {
    return this.files.get('docker.version');
  }

  private get hostname(): string {
    return this.files.read('/proc/sys/kernel/hostname').trim();
  }

  /** A network that somebody makes. */
  addNetwork(name: string): void {
    this.networks.set(name, { Name: name, Containers: {} });
  }

  /** The swarm that it is in, as long as its files are there. */
  private member(): Member['membership'] {
    if (!existsSync(this.files.at(SWARM_FILES))) this.membership = undefined;
    return this.membership;
  }

  private get isManager(): boolean {
    const { swarm, nodeId = '' } = this.member() ?? {};
    return swarm?.nodes.get(nodeId)?.spec.Role === 'manager';
  }

  info() {
    const member = this.member();
    const config = JSON.parse(this.files.get('docker.config')) as DaemonConfig;
    const insecure = config['insecure-registries'] ?? [];
    return {
      ServerVersion: this.version,
      Containers: this.containers.length,
      ContainersRunning: this.containers.length,
      Images: this.images.length,
      Swarm: {
        NodeID: member?.nodeId ?? '',
        NodeAddr: member ? this.address : '',
        LocalNodeState: member ? (this.localNodeState ?? 'active') : 'inactive',
        ControlAvailable: this.isManager,
        ...(member && this.isManager ? { Cluster: { ID: member.swarm.id } } : {}),
      },
      RegistryConfig: {
        Mirrors: config['registry-mirrors'] ?? null,
        IndexConfigs: Object.fromEntries(insecure.map((name) => [name, { Secure: false }])),
      },
    };
  }

  /** The swarm that it speaks for. @throws Refusal where it is no manager, or there is no leader */
  managed(): StandInSwarm {
    const member = this.member();
    if (!member || !this.isManager) {
      throw new Refusal(
        503,
        'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
      );
    }
    member.swarm.requireLeader();
    return member.swarm;
  }

  private requireFree(): void {
    if (!this.member()) return;
    throw new Refusal(
      503,
      'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
    );
  }

  init(labels: Record<string, string>): string {
    this.requireFree();
    return this.enter(new StandInSwarm(labels), 'manager');
  }

  join({ RemoteAddrs, JoinToken }: JoinRequest): void {
    this.requireFree();
    const [remote = ''] = RemoteAddrs;
    const swarm = RemoteAddrs.map((address) => this.net.at(address)?.membership?.swarm).find(
      (found) => found !== undefined,
    );
    if (!swarm) {
      throw new Refusal(
        503,
        `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${remote}: connect: connection refused"`,
      );
    }
    const { Manager, Worker } = swarm.tokens;
    if (JoinToken !== Manager && JoinToken !== Worker) {
      throw new Refusal(400, 'invalid join token');
    }
    this.enter(swarm, JoinToken === Manager ? 'manager' : 'worker');
  }

  private enter(swarm: StandInSwarm, role: 'manager' | 'worker'): string {
    const { id } = swarm.add(this, this.hostname, role);
    this.files.put(`${SWARM_FILES}/docker-state.json`, '{}');
    this.membership = { swarm, nodeId: id };
    for (const name of ['docker_gwbridge', 'ingress']) this.addNetwork(name);
    this.setIngress({ 'ingress-sbox': {} });
    return id;
  }

  private setIngress(containers: Record<string, unknown>): void {
    const bridge = this.networks.get('docker_gwbridge');
    if (bridge) bridge.Containers = containers;
  }

  leave(force: boolean): void {
    if (!this.member()) throw new Refusal(503, 'This node is not part of a swarm');
    if (this.isManager && !force) {
      throw new Refusal(
        503,
        'You are attempting to leave the swarm on a node that is participating as a manager.',
      );
    }
    this.membership = undefined;
    this.files.remove(SWARM_FILES);
    this.networks.delete('ingress');
    this.setIngress({});
  }

  network(name: string): Network {
    const found = this.networks.get(name);
    if (name === 'docker_gwbridge' && this.ingressAfterLooks > 0) {
      this.ingressAfterLooks -= 1;
      return { Name: name, Containers: {} };
    }
    if (found) return found;
    throw new Refusal(404, `network ${name} not found`);
  }

  removeNetwork(name: string): void {
    const { Containers } = this.network(name);
    if (Object.keys(Containers).length > 0) {
      throw new Refusal(403, `error while removing network: network ${name} has active endpoints`);
    }
    this.networks.delete(name);
  }

  /** Asks a registry. @throws Refusal with its answer */
  askRegistry(address: string): void {
    const said = this.registries.get(address);
    if (said) throw new Refusal(said.status, said.message);
  }
}
