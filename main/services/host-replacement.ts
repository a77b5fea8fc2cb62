import { ControlPlaneError } from '../../shared/contract/errors.ts';
import type { NodeInput } from '../../shared/contract/node.ts';
import type { ClusterRecord } from '../store/clusters.ts';
import type { HostRecord, HostRepository } from '../store/hosts.ts';
import { hostDrafts, type HostDraft } from './cluster-draft.ts';
import { addressErrors, liveHosts, throwIfAny, type NodeLists } from './cluster-rules.ts';
import type { KeyById } from './node-logins.ts';

/** How many members of a group decide for it. */
const majority = (members: number) => Math.floor(members / 2) + 1;

/**
 * The host of a cluster that another machine can take the place of.
 * @throws ControlPlaneError E50103 for one that is none of its nodes, E50108 for a master where those
 *   that run without it are no majority: a swarm without one takes no change
 */
export function replaceable(hosts: readonly HostRecord[], id: string): HostRecord {
  const nodes = hosts.filter((host) => host.status !== 'TERMINATED' && host.nodeId !== '');
  const lost = nodes.find((host) => host.id === id);
  if (!lost) throw new ControlPlaneError('E50103', `No node of the cluster is host ${id}.`);
  if (!lost.isMaster) return lost;
  const masters = nodes.filter((host) => host.isMaster);
  const running = masters.filter((host) => host.status === 'RUNNING' && host.id !== id).length;
  if (running >= majority(masters.length)) return lost;
  const message = `Of ${masters.length} masters ${running} run without ${lost.ip}; ${majority(masters.length)} are needed.`;
  throw new ControlPlaneError('E50108', message, { host: lost.ip });
}

function listOf({ isMaster, isShared }: HostRecord): keyof NodeLists {
  if (isMaster) return 'masterNodes';
  return isShared ? 'sharedNodes' : 'pureslaveNodes';
}

/**
 * The machine that comes, in the role of the one that goes.
 * @throws ControlPlaneError with all that is wrong with it
 */
export function replacementDraft(
  lost: HostRecord,
  node: NodeInput,
  parts: { readonly cluster: ClusterRecord; readonly keyById: KeyById },
  hosts: Pick<HostRepository, 'findLive'>,
): HostDraft {
  const list = listOf(lost);
  const lists: NodeLists = { [list]: [node] };
  const { drafts, faults } = hostDrafts(lists, parts);
  const all = [...addressErrors(lists, liveHosts([node], hosts)), ...faults];
  throwIfAny(all.map((fault) => ({ ...fault, field: fault.field.replace(`${list}.0`, 'node') })));
  const [draft] = drafts;
  if (!draft) throw new Error('a node has no draft');
  const { isMonitor, tags } = lost;
  // it joins the others: the first master is the one that starts a swarm
  return { ...draft, host: { ...draft.host, isMonitor, tags, isClient: false } };
}
