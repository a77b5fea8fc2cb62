import type { Cluster, CreateClusterInput } from '../../shared/contract/cluster.ts';
import type { RegistryInput, Registry } from '../../shared/contract/registry.ts';
import { SECRET_MASK, toTimestamp, ZERO_TIME } from '../../shared/contract/common.ts';
import type { FieldError } from '../../shared/contract/errors.ts';
import type { NodeInput } from '../../shared/contract/node.ts';
import type { LoginSecrets } from '../fleet/logins.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord } from '../store/hosts.ts';
import { newId } from '../store/ids.ts';
import { readLogin, type KeyById } from './node-logins.ts';
import type { NodeLists } from './cluster-rules.ts';

/** A host that is not in the store yet, with its secrets. */
export interface HostDraft {
  readonly host: HostRecord;
  readonly secrets: LoginSecrets;
}

/** A registry's snapshot and its password, which goes to the vault. */
export interface RegistryDraft {
  readonly snapshot: Registry;
  readonly password: string;
}

export interface ClusterDraft {
  readonly cluster: ClusterRecord;
  readonly hosts: HostDraft[];
  readonly registries: RegistryDraft[];
  readonly takeOver: boolean;
}

const ROLES = {
  masterNodes: { isMaster: true, isSlave: false, isShared: false, tags: null },
  sharedNodes: {
    isMaster: false,
    isSlave: true,
    isShared: true,
    tags: ['lb=enable', 'public_ip=true'],
  },
  pureslaveNodes: { isMaster: false, isSlave: true, isShared: false, tags: [] },
} as const;

interface HostParts {
  readonly cluster: ClusterRecord;
  readonly keyById: KeyById;
}

function hostDraft(
  list: keyof typeof ROLES,
  node: NodeInput,
  index: number,
  masters: number,
  { cluster, keyById }: HostParts,
): HostDraft & { faults: readonly FieldError[] } {
  const { login, secrets, faults } = readLogin(node, `${list}.${index}`, keyById);
  const { tags, ...role } = ROLES[list];
  const now = toTimestamp();
  const host: HostRecord = {
    id: newId(),
    clusterId: cluster.id,
    clusterName: cluster.name,
    hostName: node.hostname ?? '',
    wantedName: node.hostname ?? '',
    status: 'INSTALLING',
    ip: node.ip,
    port: node.port,
    sshUser: node.sshUser,
    login,
    privateIp: '',
    nic: node.privateNicName ?? '',
    ...role,
    tags: tags === null ? null : [...tags],
    isClient: role.isMaster && index === 0,
    // the original: the sole master of compact, the last of several in ha
    isMonitor: role.isMaster && index === masters - 1,
    isFulfilled: false,
    nodeId: '',
    isClaimed: false,
    isLedgerInDoubt: false,
    type: 'customized',
    userId: cluster.userId,
    tenantId: cluster.tenantId,
    timeCreate: now,
    timeUpdate: now,
  };
  return { host, secrets, faults };
}

/** Host records for the nodes of a request, and all that is wrong with their logins. */
export function hostDrafts(
  lists: NodeLists,
  parts: HostParts,
): { drafts: HostDraft[]; faults: FieldError[] } {
  const masters = lists.masterNodes?.length ?? 0;
  const read = (Object.keys(ROLES) as (keyof typeof ROLES)[]).flatMap((list) =>
    (lists[list] ?? []).map((node, index) => hostDraft(list, node, index, masters, parts)),
  );
  return { drafts: read, faults: read.flatMap((draft) => draft.faults) };
}

/** A stored registry with its password, or undefined for an id that is not known. */
export type RegistryById = (id: string) => RegistryDraft | undefined;

/** A registry of a request: the stored one where its id is known, else as the request gives it. */
export function registryDraft(input: RegistryInput, byId: RegistryById): RegistryDraft | undefined {
  const stored = input._id === undefined ? undefined : byId(input._id);
  if (stored) return stored;
  if (input.registry === '') return undefined;
  return {
    password: input.password === SECRET_MASK ? '' : input.password,
    snapshot: {
      _id: input._id ?? newId(),
      name: input.name,
      registry: input.registry,
      secure: input.secure,
      ca_text: input.ca_text,
      username: input.username,
      password: '',
      user_id: '',
      tenant_id: '',
      isUse: false,
      isSystemRegistry: input.isSystemRegistry,
      TimeCreate: ZERO_TIME,
    },
  };
}

export interface Owner {
  readonly _id: string;
  readonly name: string;
  readonly tenantId: string;
}

/** The cluster's own record, before its hosts. */
export function clusterRecord(
  input: CreateClusterInput,
  owner: Owner,
  stack: Cluster['stack'],
  registries: readonly RegistryDraft[],
): ClusterRecord {
  const now = toTimestamp();
  return {
    id: newId(),
    name: input.name,
    owner: owner.name,
    endPoint: '',
    instances: input.masterNodes.length + input.sharedNodes.length + input.pureslaveNodes.length,
    pubkeyIds: input.pubkeyId ?? null,
    providerId: input.providerId ?? '',
    details: input.details ?? '',
    status: 'INSTALLING',
    type: input.type,
    category: input.createCategory,
    stack,
    hostKeyPolicy: input.hostKeyPolicy,
    nodeAttribute: input.nodeAttribute ?? '',
    engineOpts: input.engineOpts ?? [],
    registries: registries.map(({ snapshot }) => snapshot),
    cmi: false,
    swarmId: '',
    userId: owner._id,
    tenantId: owner.tenantId,
    timeCreate: now,
    timeUpdate: now,
  };
}
