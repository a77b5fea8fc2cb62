import type { Cluster, CreateClusterInput } from '../../shared/contract/cluster.ts';
import type { FieldError } from '../../shared/contract/errors.ts';
import type { AddHostsInput } from '../../shared/contract/host.ts';
import {
  addressErrors,
  countErrors,
  listsOf,
  nameErrors,
  nameTaken,
  numberErrors,
  type LiveHosts,
} from './cluster-rules.ts';

const NO_PROVIDERS = 'creates machines at a provider, which this version cannot do yet';

/** What the store knows that a request for a new cluster is judged by. */
export interface KnownToCreate {
  /** what is wrong with the user that the request names */
  readonly ownerFaults: readonly FieldError[];
  /** the owner's unterminated cluster of this name */
  readonly namesake: Pick<Cluster, '_id' | 'status'> | undefined;
  /** the cluster that the request is about, where it stands already */
  readonly standing: string | undefined;
  readonly stack: Cluster['stack'];
  readonly canBuildStack: boolean;
  readonly liveHosts: LiveHosts;
  readonly pubkeys: ReadonlySet<string>;
  readonly registries: ReadonlySet<string>;
}

/** Everything that is wrong with a request for a new cluster, but for the logins of its nodes. */
export function createFaults(input: CreateClusterInput, known: KnownToCreate): FieldError[] {
  const lists = listsOf(input);
  const faults: FieldError[] = [...known.ownerFaults, ...nameErrors(input.name)];
  if (known.standing === undefined) faults.push(...nameTaken(input.name, known.namesake));
  if (!known.canBuildStack) {
    const message = `${known.stack} cannot be built by this version yet: send "swarm", or leave it out`;
    faults.push({ field: 'stack', message, code: 'E50012' });
  }
  if (input.type === 'customized') {
    faults.push(...numberErrors(input.createCategory, lists), ...countErrors(input, lists));
    faults.push(...addressErrors(lists, known.liveHosts, known.standing));
  } else {
    faults.push({ field: 'type', message: NO_PROVIDERS, code: 'E50012' });
  }
  for (const [index, key] of (input.pubkeyId ?? []).entries()) {
    if (known.pubkeys.has(key)) continue;
    faults.push({ field: `pubkeyId.${index}`, message: `${key} is no key`, code: 'E12002' });
  }
  for (const [index, { _id, registry }] of (input.dockerRegistries ?? []).entries()) {
    if (registry !== '' || known.registries.has(_id ?? '')) continue;
    faults.push({ field: `dockerRegistries.${index}.registry`, message: 'is missing' });
  }
  return faults;
}

/** Everything that is wrong with a request for more hosts, but for their logins. */
export function addHostsFaults(
  input: AddHostsInput,
  cluster: { readonly id: string },
  liveHosts: LiveHosts,
): FieldError[] {
  const { sharedNodes, pureslaveNodes } = input;
  const faults: FieldError[] = countErrors(input, { sharedNodes, pureslaveNodes });
  if (input.clusterId && input.clusterId !== cluster.id) {
    const message = `is ${input.clusterId}, but the path names ${cluster.id}`;
    faults.push({ field: 'clusterId', message, code: 'E12002' });
  }
  if (input.addMode === 'new') {
    faults.push({ field: 'addMode', message: NO_PROVIDERS, code: 'E50012' });
  }
  if (sharedNodes.length + pureslaveNodes.length === 0) {
    const message = 'at least one node is needed';
    faults.push({ field: 'pureslaveNodes', message, code: 'E50010' });
  }
  faults.push(...addressErrors({ sharedNodes, pureslaveNodes }, liveHosts));
  return faults;
}

/**
 * Fields of a request for more hosts that the 2017 document has and that change nothing: the hosts
 * get what the cluster has.
 */
export function ignoredFields(input: AddHostsInput): FieldError[] {
  const given = {
    dockerRegistries: input.dockerRegistries?.length,
    engineOpts: input.engineOpts?.length,
    nodeAttribute: input.nodeAttribute,
  };
  return Object.entries(given).flatMap(([field, value]) =>
    value ? [{ field, message: 'is ignored: new hosts get what their cluster has' }] : [],
  );
}
