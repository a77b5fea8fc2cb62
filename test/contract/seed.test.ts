import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeLegacy } from '../../main/secrets/legacy-encoding.ts';
import { down, labSupport, up, type Lab } from '../lab/index.ts';
import { Replay, type Machine } from './replay.ts';
import { readFacts } from './seed.ts';
import { shapeDifferences } from './shape.ts';
import { startWorld, type World } from './world.ts';

const seed = readFacts();
const LAB = `contract${process.pid}`;
const MINUTE = 60_000;
const SEED_MACHINES = ['192.168.10.212', '192.168.10.213', '192.168.10.214'];
/** Changes of running hosts: they need machines that live. */
const NEED_HOSTS = new Set(['9', '10', '11', '12', 'components', '6']);

let world: World;
let lab: Lab | undefined;
let reason = '';

beforeAll(async () => {
  world = await startWorld();
  const support = await labSupport();
  if (support.ok) lab = await up({ name: LAB, hosts: 3, registry: true });
  else reason = `needs live hosts, ${support.reason}`;
}, 10 * MINUTE);

afterAll(async () => {
  await world.stop();
  if (lab) await down(LAB);
}, 5 * MINUTE);

function machines(): Map<string, Machine> {
  const pem =
    lab?.rsaPrivateKey ??
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    }).privateKey;
  return new Map(
    SEED_MACHINES.map((ip, index) => [
      ip,
      {
        // Without a lab: addresses of this machine, at a port where nothing listens.
        ip: lab?.hosts[index]?.address ?? `127.0.0.${index + 2}`,
        port: lab ? 22 : 1,
        sshUser: 'root',
        privateKey: encodeLegacy(pem),
      },
    ]),
  );
}

/** Waits for the operation of the cluster to end. */
async function settled(clusterId: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { json } = await world.request('GET', `/v1/operations?cluster_id=${clusterId}`);
        return (json as { data: Array<{ state: string }> }).data.map(({ state }) => state);
      },
      { timeout: 4 * MINUTE, interval: 250 },
    )
    .not.toContain('running');
}

test(
  'each call of the 2017 document, sent by curl, answers in its shape',
  async () => {
    const registry = lab?.registry?.address ?? '127.0.0.1:5000';
    const replay = new Replay(world, seed, machines(), registry);
    const send = async (...ids: string[]) => {
      for (const id of ids) {
        if (!lab && NEED_HOSTS.has(id)) replay.skip(id, reason);
        else await replay.send(id);
      }
    };
    try {
      await send('14', '15', '16', '18', '19', '20', '21', '22', '24');
      await send('30', '31', '32', '25', '26', '27', '28', '29', '13');
      const created = (await replay.send('1')) as { data: { _id: string } };
      const clusterId = created.data._id;
      replay.ids.set('596c49767df837000baf9c49', clusterId);
      await settled(clusterId);
      await send('2', '3', '5');
      await settled(clusterId);
      await send('7', '8', '9', '10', '11', '12', 'components', 'logs', '6');
      await settled(clusterId);
      await send('4');
      await settled(clusterId);
      await send('17', '23', '33');
    } finally {
      replay.close();
      console.log(`call, replayed, same shape\n${replay.table()}`);
    }
    expect(replay.rows.flatMap((row) => row.differences)).toEqual([]);
    expect(replay.rows).toHaveLength(35);

    // The document's line asks for another system's entries; ours have the same shape.
    const model = seed.find((call) => call.id === 'logs');
    const { json } = await world.request('GET', '/v1/logs');
    expect((json as { data: unknown[] }).data.length).toBeGreaterThan(5);
    expect(shapeDifferences(model?.response, json)).toEqual([]);
  },
  15 * MINUTE,
);
