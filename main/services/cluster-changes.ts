import type { Registry } from '../../shared/contract/registry.ts';
import { ControlPlaneError, type ErrorCode } from '../../shared/contract/errors.ts';
import type {
  AddHostsInput,
  RemoveHostsInput,
  ReplaceHostInput,
} from '../../shared/contract/host.ts';
import type { Plan } from '../../shared/contract/operation.ts';
import { registryPurpose } from '../secrets/vault.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import type { ClusterAction } from '../../shared/contract/cluster.ts';
import { requireClusterAction } from './actions.ts';
import { hostDrafts, type ClusterDraft, type HostDraft } from './cluster-draft.ts';
import { addHostsFaults, ignoredFields } from './cluster-request.ts';
import { LEAST, liveHosts, throwIfAny } from './cluster-rules.ts';
import { replaceable, replacementDraft } from './host-replacement.ts';
import { pubkeyValues, type ClusterParts } from './clusters.ts';
import { planContext } from './plan-context.ts';
import type { Actor, ClusterChangeService, StartedChange } from './types.ts';

/** Kinds of operations that add or take off records. */
type RecordChange = 'add-pubkeys' | 'remove-pubkeys' | 'add-registries' | 'remove-registries';

/** A record that is added or taken off, and what the log calls it. */
interface Named {
  readonly id: string;
  readonly name: string;
}

const named = ({ _id, name, registry }: Registry): Named => ({
  id: _id,
  name: name || registry,
});

/** Changes of a cluster that stands: its hosts, keys and registries. */
export class ClusterChanges implements ClusterChangeService {
  private readonly parts: ClusterParts;

  constructor(parts: ClusterParts) {
    this.parts = parts;
  }

  addHosts(actor: Actor, id: string, input: AddHostsInput): StartedChange {
    const { cluster, drafts } = this.hostsDraft(actor, id, input);
    const before = this.parts.access.view(cluster);
    const operationId = this.parts.starter.start(actor, {
      kind: 'add-hosts',
      cluster,
      taking: drafts,
      input: { takeOver: input.takeOver ?? false },
    });
    return { cluster: before, operationId, warnings: ignoredFields(input) };
  }

  planHosts(actor: Actor, id: string, input: AddHostsInput, signal: AbortSignal): Promise<Plan> {
    const { cluster, drafts } = this.hostsDraft(actor, id, input);
    const draft: ClusterDraft = {
      cluster,
      hosts: drafts,
      registries: this.registryDrafts(cluster),
      takeOver: input.takeOver ?? false,
    };
    const masters = this.parts.hosts.ofCluster(id, ['RUNNING']).filter((host) => host.isMaster);
    const context = planContext(
      draft,
      masters,
      pubkeyValues(actor, cluster, this.parts),
      this.parts,
    );
    return this.parts.engine.plan('add-hosts', context, signal);
  }

  removeHosts(actor: Actor, id: string, input: RemoveHostsInput): { operationId: string | null } {
    const cluster = this.parts.access.find(actor, id);
    requireClusterAction(this.parts.access.facts(cluster), 'removeHosts');
    const hosts = this.parts.hosts.ofCluster(id).filter((host) => host.status !== 'TERMINATED');
    const wanted = new Set(input.host_ids);
    const going = hosts.filter((host) => wanted.has(host.id));
    const master = going.find((host) => host.isMaster);
    if (master)
      throw new ControlPlaneError('E50105', `${master.ip} is a master.`, { host: master.ip });
    if (going.length === 0) return { operationId: null };
    this.requireEnough(
      cluster,
      hosts.filter((host) => host.status === 'RUNNING' && !wanted.has(host.id)),
    );
    const operationId = this.parts.starter.start(actor, {
      kind: 'remove-hosts',
      cluster,
      taking: going.map((host) => ({ host })),
      input: { writeOff: true },
    });
    return { operationId };
  }

  replaceHost(
    actor: Actor,
    id: string,
    hostId: string,
    input: ReplaceHostInput,
  ): { operationId: string } {
    const { access, hosts, starter } = this.parts;
    const cluster = access.find(actor, id);
    requireClusterAction(access.facts(cluster), 'replaceHost');
    const lost = replaceable(hosts.ofCluster(id), hostId);
    const keyById = (key: string) => this.parts.privateKeyById(actor, key);
    const draft = replacementDraft(lost, input.node, { cluster, keyById }, hosts);
    const operationId = starter.start(actor, {
      kind: 'replace-host',
      cluster,
      taking: [{ host: lost }, draft],
      input: { takeOver: input.takeOver ?? false, writeOff: true, replaces: lost.id },
      comments: `${lost.hostName}:${lost.ip}`,
    });
    return { operationId };
  }

  async addPubkeys(actor: Actor, id: string, ids: string[]): Promise<void> {
    const cluster = this.changeable(actor, id, 'addPubkeys');
    this.checkKnown(ids, (key) => this.parts.pubkeyById(actor.tenantId, key), 'E52003');
    const present = cluster.pubkeyIds ?? [];
    const added = ids.filter((key) => !present.includes(key));
    if (added.length === 0) return;
    await this.change(actor, 'add-pubkeys', cluster, this.namedKeys(actor, added), () =>
      this.parts.clusters.update(id, { pubkeyIds: [...present, ...added] }),
    );
  }

  async removePubkeys(actor: Actor, id: string, ids: string[]): Promise<void> {
    const cluster = this.changeable(actor, id, 'removePubkeys');
    const gone = ids.filter((key) => cluster.pubkeyIds?.includes(key));
    if (gone.length === 0) return;
    await this.change(actor, 'remove-pubkeys', cluster, this.namedKeys(actor, gone));
  }

  async addRegistries(actor: Actor, id: string, ids: string[]): Promise<void> {
    const cluster = this.changeable(actor, id, 'addRegistries');
    const { clusters, registryById, secretFields } = this.parts;
    this.checkKnown(ids, (registry) => registryById(actor.tenantId, registry), 'E57004');
    const present = new Set(cluster.registries.map((registry) => registry._id));
    const drafts = ids
      .filter((registry) => !present.has(registry))
      .flatMap((registry) => registryById(actor.tenantId, registry) ?? []);
    if (drafts.length === 0) return;
    const added = drafts.map(({ snapshot }) => snapshot);
    await this.change(actor, 'add-registries', cluster, added.map(named), () => {
      clusters.update(id, { registries: [...cluster.registries, ...added] });
      for (const { snapshot, password } of drafts) {
        secretFields.write(id, registryPurpose(snapshot._id), password || undefined);
      }
    });
  }

  async removeRegistries(actor: Actor, id: string, ids: string[]): Promise<void> {
    const cluster = this.changeable(actor, id, 'removeRegistries');
    const gone = cluster.registries.filter((registry) => ids.includes(registry._id));
    if (gone.length > 0) await this.change(actor, 'remove-registries', cluster, gone.map(named));
  }

  private namedKeys(actor: Actor, ids: readonly string[]): Named[] {
    return ids.map((id) => ({ id, name: this.parts.pubkeyById(actor.tenantId, id)?.name ?? id }));
  }

  private hostsDraft(
    actor: Actor,
    id: string,
    input: AddHostsInput,
  ): { cluster: ClusterRecord; drafts: HostDraft[] } {
    const cluster = this.parts.access.find(actor, id);
    requireClusterAction(this.parts.access.facts(cluster), 'addHosts');
    const { sharedNodes, pureslaveNodes } = input;
    const live = liveHosts([...sharedNodes, ...pureslaveNodes], this.parts.hosts);
    const keyById = (key: string) => this.parts.privateKeyById(actor, key);
    const { drafts, faults } = hostDrafts({ sharedNodes, pureslaveNodes }, { cluster, keyById });
    throwIfAny([...addHostsFaults(input, cluster, live), ...faults]);
    return { cluster, drafts };
  }

  /** contract.md section 4: what must remain (E50018). */
  private requireEnough(cluster: ClusterRecord, remaining: readonly HostRecord[]): void {
    const least = LEAST[cluster.category];
    const shared = remaining.filter((host) => host.isShared).length;
    if (remaining.length >= least.total && shared >= least.shared) return;
    throw new ControlPlaneError(
      'E50018',
      `${remaining.length} running nodes with ${shared} shared would remain; ${cluster.category} needs ${least.total} with ${least.shared}.`,
    );
  }

  /** A cluster that its keys or registries can be changed on. @throws ControlPlaneError E50016, E50106 */
  private changeable(actor: Actor, id: string, action: ClusterAction): ClusterRecord {
    const cluster = this.parts.access.find(actor, id);
    requireClusterAction(this.parts.access.facts(cluster), action);
    return cluster;
  }

  private checkKnown(ids: readonly string[], find: (id: string) => unknown, code: ErrorCode): void {
    const details = ids.flatMap((id, index) =>
      find(id) === undefined ? [{ field: `ids.${index}`, message: `${id} is unknown`, code }] : [],
    );
    throwIfAny(details);
  }

  /** Carries the change out on all running hosts and answers when they have it. */
  private async change(
    actor: Actor,
    kind: RecordChange,
    cluster: ClusterRecord,
    changed: readonly Named[],
    prepare?: () => void,
  ): Promise<void> {
    const { hosts, starter, engine, operations } = this.parts;
    const taking = hosts.ofCluster(cluster.id, ['RUNNING']).map((host) => ({ host }));
    const operationId = starter.start(actor, {
      kind,
      cluster,
      taking,
      input: { ids: changed.map(({ id }) => id) },
      ...(prepare && { prepare }),
      comments: changed.map(({ name }) => name).join(', '),
    });
    await engine.wait(operationId);
    const ended = operations.find(operationId);
    if (ended?.error) {
      const { code, message, ...context } = ended.error;
      throw new ControlPlaneError(code, message, context);
    }
    if (ended?.state !== 'succeeded') {
      throw new ControlPlaneError('E12008', 'The change is not done yet; it goes on later.', {
        fix: `Follow it with GET /v1/operations/${operationId}.`,
      });
    }
  }

  private registryDrafts(cluster: ClusterRecord): ClusterDraft['registries'] {
    return cluster.registries.map((snapshot) => ({
      snapshot,
      password: this.parts.secretFields.read(cluster.id, registryPurpose(snapshot._id)) ?? '',
    }));
  }
}
