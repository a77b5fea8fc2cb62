import { beforeAll, expect, test } from 'vitest';
import type { Pubkey } from '../../shared/contract/pubkey.ts';
import type { Registry } from '../../shared/contract/registry.ts';
import { powerOff, type Lab } from '../lab/index.ts';
import { waitFor } from '../lab/wait.ts';
import type { Api } from './support/api.ts';
import { addressOf, compactBody, freshPublicKey, operatorNode } from './support/bodies.ts';
import { onHost, swarmNodes } from './support/hosts.ts';
import { phaseTimes, tell } from './support/timings.ts';
import { describeOnHosts } from './support/world.ts';

const TASKS_MS = 60_000;
const IMAGE = 'lab/busybox:1';

const startedAt = (lab: Lab, index: number) =>
  onHost(lab, index, 'docker inspect -f "{{.State.StartedAt}} {{.State.Running}}" keeper');

/** Where the tasks of a service run, by what Docker on the master says. */
async function tasksOn(lab: Lab): Promise<string[]> {
  const format = '"{{.Node}} {{.CurrentState}}"';
  const text = await onHost(
    lab,
    1,
    `docker service ps web -f desired-state=running --format ${format}`,
  );
  return text
    .split('\n')
    .flatMap((line) => (/ Running /.test(line) ? [line.split(' ')[0] ?? ''] : []));
}

const idOf = async (api: Api, id: string, address: string): Promise<string> =>
  (await api.hosts(id)).find(({ ip }) => ip === address)?.hostId ?? '';

const HOSTS = { hosts: [{}, {}, {}, {}], registry: true, spoils: [1, 2, 3] };

describeOnHosts('a running cluster', HOSTS, (world) => {
  let lab: Lab;
  let api: Api;
  let id: string;

  beforeAll(async () => {
    ({ lab } = world);
    api = await world.station().start();
    const registry = { name: 'open', registry: lab.registry?.address };
    const made = await api.create(compactBody(lab, { dockerRegistries: [registry] }));
    const { state, error } = await api.ended(made.operationId);
    if (state !== 'succeeded') throw new Error(`no cluster: ${error?.message}`);
    ({ id } = made);
  });

  test('takes a host in, and no second operation meanwhile', async () => {
    const operationId = await api.addHosts(id, { pureslaveNodes: [operatorNode(lab, 4)] });
    const busy = { status: 409, error: { code: 'E50016' } };
    const { data: key } = await api.must<Pubkey>('POST', '/v1/pubkey', {
      name: 'meanwhile',
      pubkeyValue: await freshPublicKey('meanwhile'),
    });
    expect(await api.call('DELETE', `/v1/cluster/${id}`)).toMatchObject(busy);
    expect(await api.call('POST', `/v1/cluster/${id}/pubkey`, { ids: [key._id] })).toMatchObject(
      busy,
    );
    expect(await api.cluster(id)).toMatchObject({ status: 'MODIFYING' });

    const added = await api.ended(operationId);
    tell(phaseTimes(added));
    expect(added).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.cluster(id)).toMatchObject({ status: 'RUNNING', instances: 4 });
    const nodes = await swarmNodes(lab);
    expect(nodes.map(({ state, labels }) => [state, labels['clusterdesk.role']])).toEqual([
      ['ready', 'master'],
      ['ready', 'shared'],
      ['ready', 'pure'],
      ['ready', 'pure'],
    ]);
  });

  test('gets and loses keys and registries while its containers run on', async () => {
    const image = `${lab.registry?.address}/${IMAGE}`;
    for (const index of [1, 3]) {
      await onHost(lab, index, `docker run -d --name keeper ${image} sleep 86400`);
    }
    const before = [await startedAt(lab, 1), await startedAt(lab, 3)];
    expect(before[0]).toContain('true');
    const key = await freshPublicKey('later');
    const pubkey = await api.must<Pubkey>('POST', '/v1/pubkey', {
      name: 'later',
      pubkeyValue: key,
    });
    const closed = lab.registry?.closed;
    const registry = await api.must<Registry>('POST', '/v1/dockerregistries', {
      name: 'closed',
      registry: closed?.address,
      username: closed?.user,
      password: closed?.password,
    });
    const pull = `docker pull -q ${closed?.address}/${IMAGE}`;

    await api.must('POST', `/v1/cluster/${id}/pubkey`, { ids: [pubkey.data._id] });
    await api.must('POST', `/v1/cluster/${id}/registry`, { ids: [registry.data._id] });
    for (const [index, home] of [
      [1, '/root'],
      [4, '/home/operator'],
    ] as const) {
      expect(await onHost(lab, index, `cat ${home}/.ssh/authorized_keys`)).toContain(key);
      await onHost(lab, index, pull);
    }
    expect((await api.cluster(id)).pubkeyId).toEqual([pubkey.data._id]);
    expect((await api.cluster(id)).dockerRegistries.map(({ name }) => name)).toEqual([
      'open',
      'closed',
    ]);

    await api.must('DELETE', `/v1/cluster/${id}/pubkey`, { ids: [pubkey.data._id] });
    await api.must('DELETE', `/v1/cluster/${id}/registry`, { ids: [registry.data._id] });
    for (const index of [1, 2, 3, 4]) {
      const text = await onHost(lab, index, 'cat /root/.docker/config.json 2>/dev/null || :');
      expect(text).not.toContain(closed?.address);
      const daemon = await onHost(lab, index, 'cat /etc/docker/daemon.json');
      expect(daemon).toContain(lab.registry?.address);
      expect(daemon).not.toContain(closed?.address);
    }
    expect(await onHost(lab, 4, 'cat /home/operator/.ssh/authorized_keys')).not.toContain(key);
    await expect(onHost(lab, 1, pull)).rejects.toThrow('host 1');
    expect((await api.cluster(id)).pubkeyId).toEqual([]);
    expect([await startedAt(lab, 1), await startedAt(lab, 3)]).toEqual(before);
  });

  test('moves the tasks of a host away before the host leaves', async () => {
    const image = `${lab.registry?.address}/${IMAGE}`;
    await onHost(
      lab,
      1,
      `docker service create -q --detach --name web --replicas 4 --endpoint-mode dnsrr ${image} sleep 86400`,
    );
    const spread = async () => (await tasksOn(lab)).length === 4;
    await waitFor('four tasks run', spread, TASKS_MS);
    expect(await tasksOn(lab)).toContain('node4');

    const address = addressOf(lab, 4);
    const removed = await api.ended(await api.removeHosts(id, [await idOf(api, id, address)]));
    tell(phaseTimes(removed));
    expect(removed).toMatchObject({ state: 'succeeded', error: null });
    const at = (name: string) => removed.phases.find((phase) => phase.name === name)?.steps[0];
    expect(at('drain-nodes')).toMatchObject({ state: 'done', changes: ['Drain the node'] });
    expect(Date.parse(at('swarm-leave')?.startedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(at('drain-nodes')?.endedAt ?? ''),
    );
    await waitFor('four tasks run again', spread, TASKS_MS);
    expect(await tasksOn(lab)).not.toContain('node4');
    expect((await swarmNodes(lab)).length).toBe(3);
    expect(await onHost(lab, 4, 'docker info -f {{.Swarm.LocalNodeState}}')).toBe('inactive');
    expect(await api.cluster(id)).toMatchObject({ status: 'RUNNING', instances: 3 });
  });

  test('gives up a host without power, but no master and none that it needs', async () => {
    const [master, shared, pure] = await Promise.all(
      [1, 2, 3].map((index) => idOf(api, id, addressOf(lab, index))),
    );
    const path = `/v1/cluster/${id}/hosts`;
    expect(await api.call('DELETE', path, { host_ids: [master] })).toMatchObject({
      status: 409,
      error: { code: 'E50105' },
    });
    await powerOff(lab.name, 3);
    const removed = await api.ended(await api.removeHosts(id, [pure ?? '']));
    tell(phaseTimes(removed));
    expect(removed).toMatchObject({ state: 'succeeded', error: null });
    expect((await api.hosts(id)).map(({ ip }) => ip)).toEqual([
      addressOf(lab, 1),
      addressOf(lab, 2),
    ]);
    const nodes = await swarmNodes(lab);
    expect(nodes.map(({ address }) => address)).toEqual([addressOf(lab, 1), addressOf(lab, 2)]);
    expect(await api.call('DELETE', path, { host_ids: [shared] })).toMatchObject({
      status: 409,
      error: { code: 'E50018' },
    });
  });
});
