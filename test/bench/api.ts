import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { load, once } from './api/load.ts';
import { CLUSTERS, HOSTS, LOG_ENTRIES, seed } from './api/seed.ts';
import { Server } from './api/server.ts';

const USAGE = `Usage: npm run bench:api -- [--seconds S]

Measures the HTTP interface on a store of ${CLUSTERS} clusters, ${HOSTS} hosts and ${LOG_ENTRIES} log
entries, each row beside a bare Fastify that answers a constant of the same size. S (default 2) is
how long each row is asked for.
`;
const CONNECTIONS = [1, 32];

/** The pages that are asked for, by what they show. */
const rows = (id: string): Array<[string, string]> => [
  ['list of 20', '/v1/cluster?limit=20'],
  ['status filter', '/v1/cluster?limit=20&status=RUNNING'],
  ['sort', '/v1/cluster?limit=20&sort=-time_update'],
  ['count', '/v1/cluster?limit=20&count=true'],
  ['one cluster', `/v1/cluster/${id}`],
  ['hosts of all clusters', '/v1/hosts?limit=20'],
  ['RUNNING hosts, counted', '/v1/hosts?limit=20&status=RUNNING&count=true'],
  ['log of one kind', '/v1/logs?limit=20&queryType=host'],
  ['log of one kind, counted', '/v1/logs?limit=20&queryType=host&count=true'],
];
/** Lists without a limit, and how many ask at once. */
const LONG: Array<[string, number]> = [
  ['/v1/cluster', 1],
  ['/v1/cluster', 32],
  ['/v1/hosts', 1],
  ['/v1/logs', 1],
  ['/v1/logs', 8],
];

const pad = (cells: readonly string[]) =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(11))).join('');

async function pages(ours: Server, bare: Server, id: string, seconds: number): Promise<void> {
  console.log(pad(['page', 'connections', 'ours/s', 'bare/s', 'ratio', 'p99 ms', 'bytes']));
  // what is asked for first would pay for the compiler, on either side
  for (const [, page] of rows(id)) {
    const { bytes } = await load(ours.ready.url + page, ours.ready.token, 1, seconds / 4);
    await load(`${bare.ready.url}/${bytes}`, '', 1, seconds / 4);
  }
  for (const [name, page] of rows(id)) {
    for (const connections of CONNECTIONS) {
      const { url, token } = ours.ready;
      const own = await load(url + page, token, connections, seconds);
      const other = await load(`${bare.ready.url}/${own.bytes}`, '', connections, seconds);
      const ratio = (own.rate / other.rate).toFixed(2);
      const rates = [own.rate, other.rate].map((rate) => rate.toFixed(0));
      console.log(
        pad([name, String(connections), ...rates, ratio, own.p99.toFixed(1), String(own.bytes)]),
      );
    }
  }
}

async function longLists(server: Server): Promise<void> {
  const { url, token } = server.ready;
  console.log(`\n${pad(['whole list', 'at once', 'MB each', 'seconds', 'stood ms', 'MiB'])}`);
  for (const [page, connections] of LONG) {
    await server.strain();
    const { ms, bytes } = await once(url + page, token, connections);
    const { longest, memory } = await server.strain();
    console.log(
      pad([
        page,
        String(connections),
        (bytes / 1e6).toFixed(1),
        (ms / 1000).toFixed(2),
        longest.toFixed(0),
        memory.toFixed(0),
      ]),
    );
  }
}

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(USAGE);
} else {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-api-'));
  try {
    const id = seed(path.join(folder, 'clusterdesk.db'));
    const ours = await Server.start('plane', folder);
    const bare = await Server.start('bare');
    const { memory } = await ours.strain();
    console.log(`started in ${ours.ready.started.toFixed(0)} ms, ${memory.toFixed(0)} MiB\n`);
    await pages(ours, bare, id, Number(values.seconds));
    await longLists(ours);
    await Promise.all([ours.stop(), bare.stop()]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
