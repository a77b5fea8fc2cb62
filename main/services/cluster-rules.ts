import type { CreateClusterInput, Cluster } from '../../shared/contract/cluster.ts';
import {
  ControlPlaneError,
  type ErrorCode,
  type FieldError,
} from '../../shared/contract/errors.ts';
import type { NodeInput } from '../../shared/contract/node.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';

/** Node lists of a request, by the names that the API gives them. */
export type NodeLists = Partial<
  Record<'masterNodes' | 'sharedNodes' | 'pureslaveNodes', readonly NodeInput[]>
>;

const CLUSTER_NAME = /^[A-Za-z0-9-]{1,32}$/;
const COUNT_FIELDS = {
  masterNodes: 'masterCount',
  sharedNodes: 'sharedCount',
  pureslaveNodes: 'pureslaveCount',
} as const;

/** How few nodes a cluster of each category may have. */
export const LEAST = { compact: { total: 2, shared: 1 }, ha: { total: 5, shared: 2 } } as const;

/** contract.md section 4, cluster name (E50011). */
export function nameErrors(name: string): FieldError[] {
  return CLUSTER_NAME.test(name)
    ? []
    : [{ field: 'name', message: 'must be 1 to 32 letters, digits or hyphens', code: 'E50011' }];
}

/** A name is one cluster's among the unterminated ones of a user (E50003). */
export function nameTaken(
  name: string,
  other: Pick<Cluster, '_id' | 'status'> | undefined,
): FieldError[] {
  if (!other) return [];
  const message = `"${name}" is the name of cluster ${other._id} (${other.status})`;
  return [{ field: 'name', message, code: 'E50003' }];
}

/** The counts that were sent agree with the lists (E12002). Absent counts follow the lists. */
export function countErrors(
  counts: Partial<Record<'masterCount' | 'sharedCount' | 'pureslaveCount', number | undefined>>,
  lists: NodeLists,
): FieldError[] {
  return (['masterNodes', 'sharedNodes', 'pureslaveNodes'] as const).flatMap((list) => {
    const field = COUNT_FIELDS[list];
    const wanted = counts[field];
    const given = lists[list]?.length ?? 0;
    if (wanted === undefined || wanted === given) return [];
    return [
      { field, message: `is ${wanted}, but ${list} has ${given} nodes`, code: 'E12002' as const },
    ];
  });
}

/** contract.md section 4, number of nodes for each category (E50010). */
export function numberErrors(category: Cluster['createCategory'], lists: NodeLists): FieldError[] {
  const masters = lists.masterNodes?.length ?? 0;
  const shared = lists.sharedNodes?.length ?? 0;
  const total = masters + shared + (lists.pureslaveNodes?.length ?? 0);
  const allowed = category === 'ha' ? [3, 5] : [1];
  const errors: FieldError[] = [];
  const fault = (field: string, message: string) => errors.push({ field, message, code: 'E50010' });
  if (!allowed.includes(masters)) {
    fault(
      'masterNodes',
      `${category} takes ${allowed.join(' or ')} masters, given were ${masters}`,
    );
  }
  if (shared < 1) fault('sharedNodes', 'at least 1 shared node is needed');
  if (total < LEAST[category].total) {
    fault(
      'masterNodes',
      `${category} takes at least ${LEAST[category].total} nodes, given were ${total}`,
    );
  }
  return errors;
}

/** The unterminated hosts at the addresses of a request, by addressOf. */
export type LiveHosts = ReadonlyMap<string, Pick<HostRecord, 'clusterId' | 'clusterName'>>;

/** A machine's address: the same one at another port is another machine, as behind a gateway. */
export function addressOf({ ip, port }: Pick<NodeInput, 'ip' | 'port'>): string {
  return `${ip}:${port}`;
}

/** Looks the machines of a request up among the unterminated hosts of all clusters. */
export function liveHosts(
  nodes: readonly NodeInput[],
  hosts: Pick<HostRepository, 'findLive'>,
): LiveHosts {
  return new Map(
    nodes.flatMap((node): [string, HostRecord][] => {
      const host = hosts.findLive(node.ip, node.port);
      return host ? [[addressOf(node), host]] : [];
    }),
  );
}

/**
 * No machine twice in the request, and none that an unterminated host has (E50019).
 * @param own the cluster whose hosts the request is about
 */
export function addressErrors(lists: NodeLists, live: LiveHosts, own?: string): FieldError[] {
  const seen = new Map<string, string>();
  return Object.entries(lists).flatMap(([list, nodes]) =>
    nodes.flatMap((node, index): FieldError[] => {
      const field = `${list}.${index}.ip`;
      const key = addressOf(node);
      const first = seen.get(key);
      if (first) {
        return [{ field, message: `${node.ip} is given twice, first as ${first}`, code: 'E50019' }];
      }
      seen.set(key, field.replace(/\.ip$/, ''));
      const other = live.get(key);
      if (!other || other.clusterId === own) return [];
      const message = `${node.ip} is a host of cluster "${other.clusterName}"`;
      return [{ field, message, code: 'E50019' }];
    }),
  );
}

/** Which code a refusal carries when several things are wrong: the first of these. */
const PRECEDENCE: readonly ErrorCode[] = [
  'E50011',
  'E50013',
  'E50003',
  'E50012',
  'E50010',
  'E12002',
  'HOST_LOGIN_MISSING',
  'E50019',
  'E52003',
  'E52004',
];

/** @throws ControlPlaneError with everything that is wrong at once */
export function throwIfAny(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (!first) return;
  const codes = errors.map((error) => error.code ?? 'E12002');
  const code = PRECEDENCE.find((candidate) => codes.includes(candidate)) ?? codes[0] ?? 'E12002';
  const message = errors.map((error) => `${error.field}: ${error.message}`).join('; ');
  throw new ControlPlaneError(code, `${message}.`, { details: [...errors] });
}

/** The lists of a create request. */
export function listsOf(input: CreateClusterInput): Required<NodeLists> {
  const { masterNodes, sharedNodes, pureslaveNodes } = input;
  return { masterNodes, sharedNodes, pureslaveNodes };
}
