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
import type { ClusterRecord, ClusterRepository } from '../store/clusters.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';
import type { OperationRepository } from '../store/operations.ts';
import {
  clusterRecord,
  hostDrafts,
  registryDraft,
  type ClusterDraft,
  type RegistryById,
} from './cluster-draft.ts';
import type { KeyById } from './node-logins.ts';
import type { OperationStarter } from './operation-starter.ts';
import {
  addressErrors,
  countErrors,
  listsOf,
  nameErrors,
  numberErrors,
  refuse,
} from './cluster-rules.ts';
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
    refuse([...nameErrors(name), ...this.nameInUse(name, owner._id)]);
  }

  create(actor: Actor, input: CreateClusterInput): StartedChange {
    const draft = this.draft(actor, input);
    const { clusters, starter, secretFields } = this.parts;
    const operationId = starter.start(
      actor,
      'create-cluster',
      draft.cluster,
      draft.hosts,
      { takeOver: draft.takeOver },
      () => {
        clusters.insert(draft.cluster);
        for (const { snapshot, password } of draft.registries) {
          secretFields.write(draft.cluster.id, `registry:${snapshot._id}`, password || undefined);
        }
      },
    );
    return { cluster: this.get(actor, draft.cluster.id), operationId };
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
    access.requireStatus(cluster, ['RUNNING', 'FAILED']);
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
    const drafts = ours.map((host) => ({ host }));
    return {
      operationId: starter.start(
        actor,
        'delete-cluster',
        cluster,
        drafts,
        { writeOff },
        dropUntouched,
      ),
    };
  }

  /** Everything that is wrong with the request is told at once. */
  private draft(actor: Actor, input: CreateClusterInput, whether?: 'may stand'): ClusterDraft {
    const { clusters, hosts, defaultStack, registryById, privateKeyById } = this.parts;
    const errors: FieldError[] = [];
    const owner = this.ownerOf(actor, input.user_id, errors);
    const standing = whether && clusters.findLive(input.name, owner._id);
    const stack = input.stack ?? defaultStack;
    const lists = listsOf(input);
    errors.push(...nameErrors(input.name));
    if (!standing) errors.push(...this.nameInUse(input.name, owner._id));
    if (!findStack(stack)) {
      const message = `${stack} cannot be built by this version yet: send "swarm", or leave it out`;
      errors.push({ field: 'stack', message, code: 'E50012' });
    }
    if (input.type === 'customized') {
      errors.push(...numberErrors(input.createCategory, lists), ...countErrors(input, lists));
      errors.push(...addressErrors(lists, hosts, standing?.id));
    } else {
      const message = 'creates machines at a provider, which this version cannot do yet';
      errors.push({ field: 'type', message, code: 'E50012' });
    }
    for (const [index, key] of (input.pubkeyId ?? []).entries()) {
      if (this.parts.pubkeyById(owner.tenantId, key)) continue;
      errors.push({ field: `pubkeyId.${index}`, message: `${key} is no key`, code: 'E12002' });
    }
    const registries = (input.dockerRegistries ?? []).flatMap((registry, index) => {
      const draft = registryDraft(registry, (id) => registryById(owner.tenantId, id));
      if (!draft)
        errors.push({ field: `dockerRegistries.${index}.registry`, message: 'is missing' });
      return draft ?? [];
    });
    const fresh = clusterRecord(input, owner, stack, registries);
    const cluster = standing ? { ...fresh, id: standing.id } : fresh;
    const keyById = (id: string) => privateKeyById(actor, id);
    const drafts = hostDrafts(lists, { cluster, keyById, errors });
    refuse(errors);
    const known = drafts.map(({ host, secrets }) => {
      const own = standing && hosts.findLive(host.ip, host.port);
      return { secrets, host: own ? { ...host, id: own.id, nodeId: own.nodeId } : host };
    });
    return { cluster, hosts: known, registries, takeOver: input.takeOver ?? false };
  }

  /** Whose the cluster is to be; an unknown user is noted, and the other checks go on. */
  private ownerOf(actor: Actor, userId: string | undefined, errors: FieldError[]): User {
    const { users } = this.parts;
    try {
      return users.ownerOf(actor, userId, 'E50013');
    } catch (error) {
      if (!(error instanceof ControlPlaneError)) throw error;
      errors.push(...(error.problem.details ?? []));
      return users.ownerOf(actor, undefined, 'E50013');
    }
  }

  private nameInUse(name: string, userId: string): FieldError[] {
    const other = this.parts.clusters.findLive(name, userId);
    if (!other) return [];
    const message = `"${name}" is the name of cluster ${other.id} (${other.status})`;
    return [{ field: 'name', message, code: 'E50003' }];
  }
}
