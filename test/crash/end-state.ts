import type { Database } from 'better-sqlite3';
import { onHost, snapshots, swarmNodes } from '../integration/support/hosts.ts';
import { lookIntoStore } from '../integration/support/store.ts';
import type { Lab } from '../lab/index.ts';

/** Everything that two runs of the same operations must agree on: one line each. */
export type EndState = readonly string[];

const MANIFEST = '/var/lib/clusterdesk/manifest.json';
/** Of one run alone: ids and times. */
const OWN = new Set(['controller', 'clusterId', 'hostId', 'since']);

async function manifestOf(lab: Lab, index: number): Promise<string> {
  const text = await onHost(lab, index, `cat ${MANIFEST} 2>/dev/null || echo null`);
  return JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (OWN.has(key)) return undefined;
    return key === 'packages' ? (value as string[]).toSorted((a, b) => a.localeCompare(b)) : value;
  });
}

async function hostState(lab: Lab): Promise<string[]> {
  const onDisk = [...(await snapshots(lab))].flatMap(([index, files]) =>
    [...files].map(([path, what]) =>
      path === MANIFEST ? `${index} ${path} is there` : `${index} ${path} ${what}`,
    ),
  );
  const rest = lab.hosts.map(async ({ index }) => [
    `${index} manifest ${await manifestOf(lab, index)}`,
    `${index} name ${await onHost(lab, index, 'hostname')}`,
    `${index} packages ${await onHost(lab, index, 'dpkg-query -W -f "\\${Package}\\n" | sha256sum')}`,
    `${index} swarm ${await onHost(lab, index, 'docker info -f "{{.Swarm.LocalNodeState}}" 2>&1 || :')}`,
  ]);
  return [...onDisk, ...(await Promise.all(rest)).flat()];
}

async function nodeState(lab: Lab): Promise<string[]> {
  // without a swarm there are no nodes to list
  const state = await onHost(lab, 1, 'docker info -f "{{.Swarm.LocalNodeState}}"');
  if (state !== 'active') return [];
  return (await swarmNodes(lab)).map((node) => `node ${JSON.stringify(node)}`);
}

/** done and skipped are both an end: a step that was cut off after its effect finds it done. */
const STORE = {
  cluster: 'SELECT name, end_point, instances, status FROM clusters',
  host: `SELECT ip, status, host_name, private_ip, is_master, is_shared, is_client, is_fulfilled,
    tags, node_id <> '' AS joined FROM hosts`,
  operation: 'SELECT kind, state, error FROM operations',
  step: `SELECT kind, phase, host, errors, iif(journal_steps.state IN ('done', 'skipped'), 'finished',
    journal_steps.state) AS state FROM journal_steps JOIN operations ON operations.id = operation_id`,
  log: 'SELECT operate_type, status, comments FROM logs',
  lease: 'SELECT * FROM leases',
  secret: `SELECT coalesce(hosts.ip, clusters.name, 'other') AS whose FROM secrets
    LEFT JOIN hosts ON hosts.id = secrets.owner LEFT JOIN clusters ON clusters.id = secrets.owner`,
  hostKey: 'SELECT address, port, fingerprint, pinned_by FROM host_keys',
} as const;

function storeState(db: Database): string[] {
  return Object.entries(STORE).flatMap(([name, sql]) =>
    db
      .prepare(sql)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`),
  );
}

export async function endState(lab: Lab, dataDir: string): Promise<EndState> {
  const parts = await Promise.all([hostState(lab), nodeState(lab)]);
  return [...parts.flat(), ...lookIntoStore(dataDir, storeState)].toSorted();
}

/** What the second has that the first has not ("+"), and the other way round ("-"). */
export function differences(wanted: EndState, found: EndState): string[] {
  const [left, right] = [new Set(wanted), new Set(found)];
  return [
    ...wanted.filter((line) => !right.has(line)).map((line) => `- ${line}`),
    ...found.filter((line) => !left.has(line)).map((line) => `+ ${line}`),
  ];
}
