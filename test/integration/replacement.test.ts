import { expect, test } from 'vitest';
import { powerOff, type Lab } from '../lab/index.ts';
import { addressOf, compactBody, rootNode } from './support/bodies.ts';
import { onHost, swarmNodes } from './support/hosts.ts';
import { describeOnHosts } from './support/world.ts';

const HOSTS = [{}, {}, {}, {}, {}, {}, {}];

const haBody = (lab: Lab) =>
  compactBody(
    lab,
    {
      createCategory: 'ha',
      masterNodes: [1, 2, 3].map((index) => rootNode(lab, index)),
      sharedNodes: [4, 5].map((index) => rootNode(lab, index)),
    },
    [],
  );

describeOnHosts('a lost host', { hosts: HOSTS, spoils: [1] }, (world) => {
  test('has its place taken by a new machine: a master, the first of them, and a slave', async () => {
    const { lab } = world;
    const api = await world.station().start({ args: ['--retry-limit', '2'] });
    const { id, operationId } = await api.create(haBody(lab));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    await onHost(lab, 2, 'printf s3cret | docker secret create pass -');
    const hostId = async (index: number) =>
      (await api.hosts(id)).find(({ ip }) => ip === addressOf(lab, index))?.hostId ?? '';
    const replace = async (lost: number, by: number) => {
      const path = `/v1/cluster/${id}/hosts/${await hostId(lost)}/replace`;
      const answer = await api.must('POST', path, { node: rootNode(lab, by) });
      return api.ended(answer.operationId);
    };

    await powerOff(lab.name, 1);
    expect(await replace(1, 6)).toMatchObject({ state: 'succeeded', error: null });
    const cluster = await api.cluster(id);
    expect(cluster).toMatchObject({ status: 'RUNNING', instances: 5, endPoint: addressOf(lab, 6) });
    const nodes = await swarmNodes(lab, 2);
    expect(nodes.map(({ address, role, state }) => [address, role, state])).toEqual([
      [addressOf(lab, 2), 'manager', 'ready'],
      [addressOf(lab, 3), 'manager', 'ready'],
      [addressOf(lab, 4), 'worker', 'ready'],
      [addressOf(lab, 5), 'worker', 'ready'],
      [addressOf(lab, 6), 'manager', 'ready'],
    ]);
    expect(await onHost(lab, 6, 'docker secret ls --format {{.Name}}')).toBe('pass');

    // a slave that answers yet is given back
    expect(await replace(5, 7)).toMatchObject({ state: 'succeeded', error: null });
    const after = await swarmNodes(lab, 2);
    expect(after.map(({ address }) => address)).toEqual(
      [2, 3, 4, 6, 7].map((index) => addressOf(lab, index)),
    );
    expect(await onHost(lab, 5, 'docker info -f {{.Swarm.LocalNodeState}}')).toBe('inactive');
    expect(await onHost(lab, 5, 'ls /var/lib/clusterdesk 2>/dev/null || echo none')).toBe('none');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
  });
});
