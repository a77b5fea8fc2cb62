import { randomBytes } from 'node:crypto';

/** An answer of a stand-in's Docker that is no success, in Docker's own words. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A Docker Engine as a swarm knows it. */
export interface Member {
  readonly address: string;
  readonly isRunning: boolean;
  /** the swarm that it is part of */
  readonly membership: { readonly swarm: StandInSwarm; readonly nodeId: string } | undefined;
}

/** An id as swarms and nodes have it. */
export function swarmId(): string {
  const digits = BigInt(`0x${randomBytes(20).toString('hex')}`).toString(36);
  return digits.slice(0, 25).padEnd(25, '0');
}

export interface NodeSpec {
  readonly Role: string;
  readonly Availability: string;
  readonly Labels: Record<string, string>;
}

/** A node in a swarm's list. */
export interface NodeEntry {
  readonly id: string;
  readonly engine: Member;
  readonly hostname: string;
  index: number;
  spec: NodeSpec;
  /** what its agent says of itself where it is not ready */
  trouble?: { readonly state: string; readonly message?: string };
}

/** The engines that reach each other, by their addresses. */
export class SwarmNet {
  private readonly engines = new Map<string, Member>();

  add(address: string, engine: Member): void {
    this.engines.set(address, engine);
  }

  /** Who answers at address:port; undefined where nobody does. */
  at(remote: string): Member | undefined {
    const engine = this.engines.get(remote.replace(/:\d+$/, ''));
    return engine?.isRunning ? engine : undefined;
  }
}

/** What the managers of a swarm agree upon. Consensus is had by all of them having this one object. */
export class StandInSwarm {
  readonly id = swarmId();
  readonly labels: Record<string, string>;
  readonly tokens = {
    Worker: `SWMTKN-1-${swarmId()}-worker`,
    Manager: `SWMTKN-1-${swarmId()}-manager`,
  };
  readonly nodes = new Map<string, NodeEntry>();
  /** tasks that should run, by node */
  readonly tasks = new Map<string, string[]>();
  /** tasks that do not end when their node is drained */
  tasksStay = false;
  private index = 10;

  constructor(labels: Record<string, string>) {
    this.labels = labels;
  }

  add(engine: Member, hostname: string, role: 'manager' | 'worker'): NodeEntry {
    const spec = { Role: role, Availability: 'active', Labels: {} };
    const entry = { id: swarmId(), engine, hostname, spec, index: (this.index += 1) };
    this.nodes.set(entry.id, entry);
    return entry;
  }

  isReady({ id, engine, trouble }: NodeEntry): boolean {
    return !trouble && engine.isRunning && engine.membership?.nodeId === id;
  }

  private get managers(): NodeEntry[] {
    return [...this.nodes.values()].filter(({ spec }) => spec.Role === 'manager');
  }

  /** @throws Refusal while most of the managers are away */
  requireLeader(): void {
    const { managers } = this;
    const here = managers.filter((entry) => this.isReady(entry));
    if (here.length * 2 > managers.length) return;
    throw new Refusal(
      503,
      'rpc error: code = Unknown desc = The swarm does not have a leader. It is possible that too few managers are online.',
    );
  }

  find(id: string): NodeEntry {
    const entry = this.nodes.get(id);
    if (entry) return entry;
    throw new Refusal(404, `node ${id} not found`);
  }

  update(id: string, version: string | null, spec: NodeSpec): void {
    const entry = this.find(id);
    if (version !== String(entry.index)) {
      throw new Refusal(500, 'rpc error: code = Unknown desc = update out of sequence');
    }
    if (entry.spec.Role === 'manager' && spec.Role === 'worker' && this.managers.length === 1) {
      throw new Refusal(
        400,
        'rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm',
      );
    }
    entry.spec = spec;
    this.touch(entry);
    if (spec.Availability === 'drain' && !this.tasksStay) this.tasks.delete(id);
  }

  /** Somebody changes the node: what was read of it before can no longer be written back. */
  touch(entry: NodeEntry): void {
    entry.index = this.index += 1;
  }

  remove(id: string, force: boolean): void {
    const entry = this.find(id);
    const refuse = (words: string) =>
      new Refusal(400, `rpc error: code = FailedPrecondition desc = node ${id} ${words}`);
    if (entry.spec.Role === 'manager') {
      throw refuse(
        'is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal',
      );
    }
    if (!force && this.isReady(entry)) throw refuse("is not down and can't be removed");
    this.nodes.delete(id);
  }

  /** A node as the interface has it. */
  describe(entry: NodeEntry) {
    const { id, engine, hostname, index, spec, trouble } = entry;
    const state = this.isReady(entry) ? 'ready' : (trouble?.state ?? 'down');
    return {
      ID: id,
      Version: { Index: index },
      Spec: spec,
      Description: { Hostname: hostname },
      Status: {
        State: state,
        Addr: engine.address,
        ...(trouble?.message ? { Message: trouble.message } : {}),
      },
    };
  }
}
