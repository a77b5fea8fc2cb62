import assert from 'node:assert/strict';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../../shared/contract/errors.ts';
import { someCluster, someHost } from '../../store/fixtures.testing.ts';
import type { ClusterRecord } from '../../store/clusters.ts';
import type { HostRecord } from '../../store/hosts.ts';
import type { OperationInput } from '../../store/operation-inputs.ts';
import { memoryRunContext } from '../fixtures.testing.ts';
import type { LedgerData } from '../host-ledger.ts';
import type { Phase, RegistryAccess, StepContext } from '../phase.ts';
import { problemsOf, runStep, type StepResult } from '../step-runner.ts';
import type { RunContext } from '../run-context.ts';
import { Run, type StepOptions } from '../step-context.ts';
import { SwarmNet } from './docker-swarm.testing.ts';
import { StandInHost, type HostSetup } from './stand-in-host.testing.ts';

/** The host's own list of what we changed there. */
export const LEDGER = '/var/lib/clusterdesk/manifest.json';

export interface ClusterSetup {
  readonly cluster?: Partial<ClusterRecord>;
  readonly input?: Partial<OperationInput>;
  readonly registries?: RegistryAccess[];
  readonly pubkeys?: string[];
  readonly leavingRegistries?: RegistryAccess[];
  readonly leavingPubkeys?: string[];
  /** what the records of the hosts say, in their order; the first one is a master by default */
  readonly records?: readonly Partial<HostRecord>[];
  /** which of them the operation is about; all where nothing is said */
  readonly taking?: readonly number[];
}

/** How a phase ended on a host, with what it said. */
export type Told = StepResult & { readonly changes: string[]; readonly log: string[] };

/** A failure that could pass is not waited for. */
const NO_RETRY = { lostSeconds: 0, busySeconds: 0, engineSeconds: 0 };

/** A cluster's records in memory, with stand-ins for its hosts. */
export class StandInCluster {
  readonly hosts: readonly StandInHost[];
  readonly context: RunContext;
  private readonly records: HostRecord[];
  private session: Run | undefined;

  constructor(hosts: readonly StandInHost[], setup: ClusterSetup) {
    this.hosts = hosts;
    const [{ clusterId: id, clusterName: name } = {}] = setup.records ?? [];
    const cluster = someCluster({ ...(id && name ? { id, name } : {}), ...setup.cluster });
    const records = hosts.map((host, index) =>
      someHost(cluster, {
        ip: host.address,
        port: host.port,
        sshUser: host.account.user,
        privateIp: host.address,
        ...(index === 0 ? { isMaster: true, isClient: true, isSlave: false } : {}),
        ...setup.records?.[index],
      }),
    );
    this.records = records;
    const logins = new Map(records.map(({ id }, index) => [id, hosts[index]?.login]));
    const taking = () => records.filter((_, index) => setup.taking?.includes(index) ?? true);
    this.context = memoryRunContext([], {
      input: { hostIds: taking().map(({ id }) => id), ...setup.input },
      cluster: () => cluster,
      hosts: taking,
      managers: () => records.filter(({ isMaster }) => isMaster),
      updateHost: (id, change) => {
        const index = records.findIndex((record) => record.id === id);
        records.splice(index, 1, { ...this.record(index), ...change });
      },
      registries: () => setup.registries ?? [],
      leavingRegistries: () => setup.leavingRegistries ?? [],
      pubkeys: () => setup.pubkeys ?? [],
      leavingPubkeys: () => setup.leavingPubkeys ?? [],
      login: ({ id, ip }) => {
        const login = logins.get(id);
        if (!login) throw new Error(`${ip} is no stand-in`);
        return login;
      },
    });
  }

  record(index: number): HostRecord {
    const record = this.records[index];
    if (!record) throw new Error(`there is no host ${index}`);
    return record;
  }

  host(index: number): StandInHost {
    const host = this.hosts[index];
    if (!host) throw new Error(`there is no host ${index}`);
    return host;
  }

  /** Runs a phase on a host as an operation does, in one try. */
  async run(phase: Phase, index = 0, signal = new AbortController().signal): Promise<Told> {
    const [changes, log]: [string[], string[]] = [[], []];
    const context = (both: AbortSignal) =>
      this.step(index, both, {
        claims: phase.claims,
        onChange: (it) => changes.push(it),
        onLog: (it) => log.push(it),
      });
    const { address } = this.host(index);
    return { ...(await runStep(phase, address, context, signal, NO_RETRY)), changes, log };
  }

  /** Takes a phase back on a host. */
  undo(phase: Phase, index = 0): Promise<Told> {
    const { name, limitSeconds } = phase;
    const apply = (step: StepContext) => phase.undo?.(step) ?? Promise.resolve();
    return this.run({ name, limitSeconds, apply }, index);
  }

  /** What a plan tells of a phase on a host. */
  async plan(phase: Phase, index = 0): Promise<{ changes: string[]; errors: Problem[] }> {
    const changes: string[] = [];
    const { signal } = new AbortController();
    const step = this.step(index, signal, { dry: true, onChange: (it) => changes.push(it) });
    try {
      if (!(await phase.probe?.(step))) await phase.apply(step);
      return { changes, errors: [] };
    } catch (error) {
      return { changes, errors: problemsOf(error, step.host.ip, phase) };
    }
  }

  /** What a plan tells is what a run does, and until it is run nothing is changed. */
  async planAndRun(phase: Phase, index = 0): Promise<Told> {
    const state = () => [
      structuredClone(this.records),
      this.hosts.map(({ files, docker }) => [files.snapshot(), docker.changes]),
    ];
    const before = state();
    const planned = await this.plan(phase, index);
    assert.deepEqual(planned.errors, []);
    assert.deepEqual(state(), before, 'a plan has changed something');
    const told = await this.run(phase, index);
    assert.deepEqual(told.changes, planned.changes, 'a run does other things than were planned');
    return told;
  }

  /** The same hosts as another operation sees them. */
  withSetup(setup: ClusterSetup): StandInCluster {
    return new StandInCluster(this.hosts, { records: this.records, ...setup });
  }

  /** The records of the hosts, as they are now. */
  get all(): readonly HostRecord[] {
    return this.records;
  }

  private step(index: number, signal: AbortSignal, options: Partial<StepOptions>): StepContext {
    if (!this.session) {
      const session = new Run(this.context);
      onTestFinished(() => session.close());
      this.session = session;
    }
    return this.session.step(this.record(index).id, {
      dry: false,
      signal,
      failed: new Set(),
      onChange: () => undefined,
      onLog: () => undefined,
      ...options,
    });
  }

  /** As if the control plane was started anew: nothing that it has read is known any more. */
  restart(): void {
    this.session?.close();
    this.session = undefined;
  }

  /** The host is this cluster's, or whose `change` says. */
  claim(index = 0, change: Partial<LedgerData> = {}): void {
    this.restart();
    this.putLedger(index, change);
    const isClaimed = change.clusterId === undefined;
    this.context.updateHost(this.record(index).id, { isClaimed });
  }

  /** Somebody writes the host's ledger. */
  putLedger(index: number, change: Partial<LedgerData>): void {
    const { id, clusterId, clusterName, timeCreate } = this.record(index);
    const ledger: LedgerData = {
      version: 1,
      controller: this.context.controllerId,
      clusterId,
      clusterName,
      hostId: id,
      since: timeCreate,
      files: [],
      directories: [],
      packages: [],
      ...change,
    };
    this.host(index).files.put(LEDGER, `${JSON.stringify(ledger, undefined, 2)}\n`, 0o600);
  }

  /** What the host's ledger says. */
  ledger(index = 0): LedgerData {
    return JSON.parse(this.host(index).files.read(LEDGER)) as LedgerData;
  }
}

/** Hosts that reach each other, and the cluster that they are to be. */
export async function standIns(
  hosts: readonly HostSetup[],
  setup: ClusterSetup = {},
): Promise<StandInCluster> {
  const net = new SwarmNet();
  const started = await Promise.all(hosts.map((host) => StandInHost.start(net, host)));
  return new StandInCluster(started, setup);
}

/** A host that is claimed already. */
export async function claimedHost(
  host: HostSetup = {},
  setup: ClusterSetup = {},
): Promise<StandInCluster> {
  const cluster = await standIns([host], setup);
  cluster.claim();
  return cluster;
}
