import { HostConnections } from '../fleet/host-connections.ts';
import { secretsOf } from '../fleet/logins.ts';
import type { RemoteHost } from '../remote/remote-host.ts';
import type { HostRecord } from '../store/hosts.ts';
import { HostLedger, type LedgerCache } from './host-ledger.ts';
import type { StepContext } from './phase.ts';
import type { RunContext } from './run-context.ts';
import { redactor } from './step-log.ts';

/** What a step is made of besides the run. */
export interface StepOptions {
  readonly dry: boolean;
  /** the phase makes the host this cluster's: it is not so yet */
  readonly claims?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly failed: ReadonlySet<string>;
  /** hears what is (or would be) changed */
  readonly onChange: (what: string) => void;
  readonly onLog: (text: string) => void;
}

/** One run of an operation, or one plan: its connections, and what it knows of its hosts. */
export class Run {
  readonly context: RunContext;
  private readonly connections: HostConnections<HostRecord>;
  private readonly ledgers = new Map<string, LedgerCache>();
  private readonly redactors = new Map<string, (text: string) => string>();

  constructor(context: RunContext) {
    this.context = context;
    this.connections = new HostConnections({
      login: (host: HostRecord) => context.login(host),
      checkHostKey: context.checkHostKey,
    });
  }

  /** The connection to a host of the cluster. */
  remote(host: HostRecord): RemoteHost {
    return this.connections.of(host);
  }

  /** Takes the secrets that a host's steps know out of text. */
  redact(host: HostRecord, text: string): string {
    let redact = this.redactors.get(host.id);
    if (!redact) {
      const { context, connections } = this;
      const registries = [...context.registries(), ...context.leavingRegistries()];
      const passwords = registries.map(({ password }) => password);
      redact = redactor([...secretsOf(connections.login(host)), ...passwords]);
      this.redactors.set(host.id, redact);
    }
    return redact(text);
  }

  /** What one phase sees of one host. */
  step(hostId: string, options: StepOptions): StepContext {
    const { context } = this;
    const hosts = context.hosts();
    const host = hosts.find((candidate) => candidate.id === hostId);
    if (!host) throw new Error(`host ${hostId} is not part of this operation`);
    const remote = this.remote(host);
    const cluster = context.cluster();
    const log = (text: string) => options.onLog(this.redact(host, text));
    const ledger = new HostLedger(remote, cluster.id, options.signal, this.ledgerCache(host));
    const guard = async (what: string, effect: () => Promise<void>, asksHost: boolean) => {
      options.onChange(this.redact(host, what));
      if (options.dry) return;
      if (asksHost && !options.claims) await ledger.confirm();
      log(what);
      await effect();
    };
    return {
      cluster,
      host,
      hosts: hosts.filter((other) => !options.failed.has(other.id)),
      input: context.input,
      controllerId: context.controllerId,
      remote,
      ledger,
      dry: options.dry,
      signal: options.signal,
      change: (what, effect) => guard(what, effect, true),
      changeCluster: (what, effect) => guard(what, effect, false),
      log,
      update: (change) => context.updateHost(hostId, change),
      updateCluster: (change) => context.updateCluster(change),
      peer: (other) => this.remote(other),
      managers: () => context.managers(),
      registries: () => context.registries(),
      leavingRegistries: () => context.leavingRegistries(),
      pubkeys: () => context.pubkeys(),
      leavingPubkeys: () => context.leavingPubkeys(),
    };
  }

  private ledgerCache(host: HostRecord): LedgerCache {
    const cache = this.ledgers.get(host.id) ?? {};
    this.ledgers.set(host.id, cache);
    return cache;
  }

  close(): void {
    this.connections.closeAll();
  }
}
