import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OperationKind, OperationSummary } from '../../shared/contract/operation.ts';
import { Refused, type Api } from '../integration/support/api.ts';
import {
  compactBody,
  freshPublicKey,
  operatorNode,
  rootNode,
} from '../integration/support/bodies.ts';
import {
  Station,
  type ControlPlaneProcess,
  type Exit,
} from '../integration/support/control-plane.ts';
import { up, type HostOptions, type Lab } from '../lab/index.ts';
import { boundariesIn, type Boundary } from './boundary.ts';
import { endState, type EndState } from './end-state.ts';

/** The life of a cluster, each operation from the state that the one before it leaves. */
export const KINDS = ['create-cluster', 'add-hosts', 'remove-hosts', 'delete-cluster'] as const;
export type Kind = Extract<OperationKind, (typeof KINDS)[number]>;

/** The master, a shared node that comes without Docker, and the host that is added and removed. */
const CYCLE_HOSTS: HostOptions[] = [{}, { docker: false }, {}];

export interface Lap {
  readonly kind: Kind;
  /** the boundaries that it has gone over in its first process */
  readonly boundaries: readonly Boundary[];
  /** whether it was cut off where it was to be */
  readonly died: boolean;
  readonly end: EndState;
}

const ENTRY = [process.execPath, join(import.meta.dirname, 'entry.ts')];
/** by when the end of a connection and that of its process are known */
const DEATH_MS = 5000;
const PUBLIC_KEY = await freshPublicKey('crash');

export function makeCycleLab(name: string): Promise<Lab> {
  return up({ name, hosts: CYCLE_HOSTS, registry: true });
}

/** Asks for an operation. The control plane may be gone before it answers. */
async function ask(api: Api, lab: Lab, kind: Kind): Promise<void> {
  const clusters = await api.must<{ _id: string }[]>('GET', '/v1/cluster?status=unterminated');
  const id = clusters.data[0]?._id ?? '';
  if (kind === 'add-hosts') {
    await api.addHosts(id, { pureslaveNodes: [rootNode(lab, 3)] });
  } else if (kind === 'remove-hosts') {
    const going = (await api.hosts(id)).filter((host) => host.ip === lab.hosts[2]?.address);
    await api.removeHosts(
      id,
      going.map(({ hostId }) => hostId),
    );
  } else if (kind === 'delete-cluster') await api.remove(id);
  else await api.create(await createBody(api, lab));
}

async function createBody(api: Api, lab: Lab) {
  const key = { name: 'crash', pubkeyValue: PUBLIC_KEY };
  const { data } = await api.must<{ _id: string }>('POST', '/v1/pubkey', key);
  return compactBody(
    lab,
    {
      masterNodes: [{ ...rootNode(lab, 1), hostname: 'crash-master' }],
      sharedNodes: [operatorNode(lab, 2)],
      pubkeyId: [data._id],
      dockerRegistries: [{ name: 'lab', registry: lab.registry?.address, isSystemRegistry: true }],
    },
    [],
  );
}

async function newest(api: Api): Promise<OperationSummary> {
  const { data } = await api.must<OperationSummary[]>('GET', '/v1/operations?sort=-_id');
  if (!data[0]) throw new Error('there is no operation');
  return data[0];
}

/** What broke off because the process died; every other error is thrown on. */
async function deathOf(plane: ControlPlaneProcess, error: unknown): Promise<Exit> {
  if (error instanceof Refused) throw error;
  const exit = await Promise.race([plane.exited, delay(DEATH_MS)]);
  if (!exit) throw error;
  return exit;
}

async function runLap(
  station: Station,
  lab: Lab,
  kind: Kind,
  dieAt: Boundary | undefined,
): Promise<Lap> {
  const args = dieAt === undefined ? [] : ['--die-at', dieAt];
  let api = await station.start({ command: ENTRY, args });
  const first = station.process;
  const wholeLife = ask(api, lab, kind).then(async () => {
    await api.ended((await newest(api))._id);
    return undefined;
  });
  const exit = await wholeLife.catch((error: unknown) => deathOf(first, error));
  if (exit) api = await station.start({ command: ENTRY });
  const operation = await newest(api);
  if (operation.kind !== kind) throw new Error(`${kind} was not stored: ${first.output}`);
  await api.ended(operation._id);
  const stopped = await station.stop();
  if (stopped.code !== 0) throw new Error(`it did not stop well: ${station.process.output}`);
  const end = await endState(lab, station.dataDir);
  return { kind, boundaries: boundariesIn(first.output), died: exit?.signal === 'SIGKILL', end };
}

/**
 * Lives a cluster's life on hosts that belong to nobody, and gives them back. Each operation can
 * be cut off at one boundary, after which a fresh control plane goes on with it.
 * @param onLap hears each operation's end; false ends the cycle, the hosts are then as they are
 */
export async function runCycle(
  lab: Lab,
  kinds: readonly Kind[],
  dieAt: ReadonlyMap<Kind, Boundary>,
  onLap: (lap: Lap) => boolean,
): Promise<void> {
  const station = new Station();
  try {
    for (const kind of kinds) {
      const lap = await runLap(station, lab, kind, dieAt.get(kind));
      if (!onLap(lap)) return;
    }
  } finally {
    await station.remove();
  }
}
