import type {
  Cluster,
  ClusterListQuery,
  CreateClusterInput,
} from '../../shared/contract/cluster.ts';
import { ControlPlaneError, type FieldError } from '../../shared/contract/errors.ts';
import type { Plan } from '../../shared/contract/operation.ts';
import type { Engine } from '../provisioning/engine.ts';
import { findStack } from '../provisioning/stacks/index.ts';
import type { HostKeyRepository } from '../store/host-keys.ts';
import type { Login } from '../remote/login.ts';
import { registryPurpose } from '../secrets/vault.ts';
import type { ClusterRecord, ClusterRepository } from '../store/clusters.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';
import type { OperationRepository } from '../store/operations.ts';
import { requireClusterAction } from './actions.ts';
import {
  clusterRecord,
  hostDrafts,
  registryDraft,
  type ClusterDraft,
  type RegistryById,
} from './cluster-draft.ts';
import type { KeyById } from './node-logins.ts';
import type { OperationStarter } from './operation-starter.ts';
import { createFaults, type KnownToCreate } from './cluster-request.ts';
import { liveHosts, listsOf, nameErrors, nameTaken, throwIfAny } from './cluster-rules.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { sortKeys } from './ordering.ts';
import { planContext } from './plan-context.ts';
import type { Actor, ClusterService, List, StartedChange } from './types.ts';
import type { SecretFields } from './secret-fields.ts';
import type { User, UserService } from './users.ts';

/** What the services of clusters are made of. */
export interface ClusterParts {
  readonly access: ClusterAccess;
  readonly clusters: ClusterRepository;
  readonly hosts: HostRepository;
  readonly operations: OperationRepository;
  readonly hostKeys: HostKeyRepository;
  /** the login of a host in the store, with its secrets */
  readonly storedLogin: (host: HostRecord) => Login;
  readonly engine: Engine;
  readonly starter: OperationStarter;
  readonly users: UserService;
  readonly secretFields: SecretFields;
  readonly controllerId: string;
  readonly defaultStack: Cluster['stack'];
  readonly registryById: (tenantId: string, id: string) => ReturnType<RegistryById>;
  /** public key by id within a tenant; undefined where there is none */
  readonly pubkeyById: (
    tenantId: string,
    id: string,
  ) => { value: string; name: string } | undefined;
  readonly privateKeyById: (actor: Actor, id: string) => ReturnType<KeyById>;
}

const sortFields = {
  _id: 'id',
  name: 'name',
  owner: 'owner',
  status: 'status',
  time_create: 'timeCreate',
  time_update: 'timeUpdate',
} as const;

/** The public keys of a cluster, as the hosts get them. */
export function pubkeyValues(
  actor: Actor,
  cluster: ClusterRecord,
  { pubkeyById }: Pick<ClusterParts, 'pubkeyById'>,
): string[] {
  const ids = cluster.pubkeyIds ?? [];
  return ids.flatMap((id) => pubkeyById(actor.tenantId, id)?.value ?? []);
}

/** Clusters: looking at them, checking requests, creating and deleting. */
export class Clusters implements ClusterService {
  private readonly parts: ClusterParts;

  constructor(parts: ClusterParts) {
    this.parts = parts;
  }

  list(actor: Actor, query: ClusterListQuery): List<Cluster> {
    const { access, clusters } = this.parts;
    const order = sortKeys(query.sort, sortFields, 'time_create');
    return clusters.list(actor.tenantId, query, order).map((record) => access.view(record));
  }

  get(actor: Actor, id: string): Cluster {
    const { access } = this.parts;
    return access.view(access.find(actor, id));
  }

  checkName(actor: Actor, name: string, userId?: string): void {
    const owner = this.parts.users.ownerOf(actor, userId, 'E50013');
    throwIfAny([...nameErrors(name), ...nameTaken(name, this.namesake(name, owner))]);
  }

  create(actor: Actor, input: CreateClusterInput): StartedChange {
    const draft = this.draft(actor, input);
    const { clusters, starter, secretFields } = this.parts;
    const operationId = starter.start(actor, {
      kind: 'create-cluster',
      cluster: draft.cluster,
      taking: draft.hosts,
      input: { takeOver: draft.takeOver },
      prepare() {
        clusters.insert(draft.cluster);
        for (const { snapshot, password } of draft.registries) {
          const purpose = registryPurpose(snapshot._id);
          secretFields.write(draft.cluster.id, purpose, password || undefined);
        }
      },
    });
    // the 2017 system answers a list that was not sent as null here, and nowhere else
    const cluster = { ...this.get(actor, draft.cluster.id), pubkeyId: draft.cluster.pubkeyIds };
    return { cluster, operationId };
  }

  /** For a cluster that stands already, what would bring it to what the request says. */
  plan(actor: Actor, input: CreateClusterInput, signal: AbortSignal): Promise<Plan> {
    const draft = this.draft(actor, input, 'may stand');
    const masters = draft.hosts.flatMap(({ host }) => (host.isMaster && host.nodeId ? host : []));
    const context = planContext(
      draft,
      masters,
      pubkeyValues(actor, draft.cluster, this.parts),
      this.parts,
    );
    return this.parts.engine.plan('create-cluster', context, signal);
  }

  remove(actor: Actor, id: string, writeOff = false): { operationId: string | null } {
    const { access, clusters, hosts, starter, secretFields } = this.parts;
    const cluster = access.find(actor, id);
    requireClusterAction(access.facts(cluster), 'delete');
    const live = hosts.ofCluster(id).filter((host) => host.status !== 'TERMINATED');
    const [ours, untouched] = [true, false].map((own) =>
      live.filter((host) => host.isClaimed === own),
    );
    const dropUntouched = () => {
      for (const host of untouched ?? []) {
        hosts.update(host.id, { status: 'TERMINATED' });
        secretFields.removeAll(host.id);
      }
    };
    if (!ours?.length) {
      dropUntouched();
      clusters.update(id, { status: 'TERMINATED', instances: 0 });
      secretFields.removeAll(id);
      return { operationId: null };
    }
    const operationId = starter.start(actor, {
      kind: 'delete-cluster',
      cluster,
      taking: ours.map((host) => ({ host })),
      input: { writeOff },
      prepare: dropUntouched,
    });
    return { operationId };
  }

  /** Everything that is wrong with the request is told at once. */
  private draft(actor: Actor, input: CreateClusterInput, whether?: 'may stand'): ClusterDraft {
    const { hosts, registryById, privateKeyById } = this.parts;
    const { owner, ...known } = this.knownTo(actor, input, whether);
    const registries = (input.dockerRegistries ?? []).flatMap(
      (registry) => registryDraft(registry, (id) => registryById(owner.tenantId, id)) ?? [],
    );
    const fresh = clusterRecord(input, owner, known.stack, registries);
    const cluster = { ...fresh, id: known.standing ?? fresh.id };
    const keyById = (id: string) => privateKeyById(actor, id);
    const { drafts, faults } = hostDrafts(listsOf(input), { cluster, keyById });
    throwIfAny([...createFaults(input, known), ...faults]);
    const placed = drafts.map(({ host, secrets }) => {
      const own = known.standing === undefined ? undefined : hosts.findLive(host.ip, host.port);
      return { secrets, host: own ? { ...host, id: own.id, nodeId: own.nodeId } : host };
    });
    return { cluster, hosts: placed, registries, takeOver: input.takeOver ?? false };
  }

  /** What a request for a cluster is judged by, read from the store. */
  private knownTo(
    actor: Actor,
    input: CreateClusterInput,
    whether?: 'may stand',
  ): KnownToCreate & { owner: User } {
    const { hosts, defaultStack, registryById, pubkeyById } = this.parts;
    const { owner, faults: ownerFaults } = this.ownerOf(actor, input.user_id);
    const namesake = this.namesake(input.name, owner);
    const stack = input.stack ?? defaultStack;
    const isKey = (id: string) => pubkeyById(owner.tenantId, id) !== undefined;
    const isRegistry = (id: string) => registryById(owner.tenantId, id) !== undefined;
    return {
      owner,
      ownerFaults,
      namesake,
      standing: whether && namesake?._id,
      stack,
      canBuildStack: findStack(stack) !== undefined,
      liveHosts: liveHosts(Object.values(listsOf(input)).flat(), hosts),
      pubkeys: new Set((input.pubkeyId ?? []).filter(isKey)),
      registries: new Set(
        (input.dockerRegistries ?? []).flatMap(({ _id = '' }) => (isRegistry(_id) ? _id : [])),
      ),
    };
  }

  /** Whose the cluster is to be; an unknown user is a fault, and the other checks go on. */
  private ownerOf(
    actor: Actor,
    userId: string | undefined,
  ): { owner: User; faults: readonly FieldError[] } {
    const { users } = this.parts;
    try {
      return { owner: users.ownerOf(actor, userId, 'E50013'), faults: [] };
    } catch (error) {
      if (!(error instanceof ControlPlaneError)) throw error;
      const faults = error.problem.details ?? [];
      return { owner: users.ownerOf(actor, undefined, 'E50013'), faults };
    }
  }

  /** The unterminated cluster of this name that the owner has already. */
  private namesake(name: string, owner: User): KnownToCreate['namesake'] {
    const found = this.parts.clusters.findLive(name, owner._id);
    return found && { _id: found.id, status: found.status };
  }
}
