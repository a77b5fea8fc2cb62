import { expect, test } from 'vitest';
import { powerOff } from '../lab/index.ts';
import { addressOf, compactBody } from './support/bodies.ts';
import { changesSince, snapshots, swarmNodes } from './support/hosts.ts';
import { describeOnHosts } from './support/world.ts';

describeOnHosts('hosts of a controller that is gone', { hosts: [{}, {}, {}] }, (world) => {
  test('are taken over on purpose only, and given back as they were before the first', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const first = await world.station().start();
    const lost = await first.create(compactBody(lab));
    expect(await first.ended(lost.operationId)).toMatchObject({ state: 'succeeded' });

    const second = await world.station().start();
    const refused = await second.create(compactBody(lab));
    const plainly = await second.ended(refused.operationId);
    expect(plainly).toMatchObject({ state: 'failed', error: { code: 'HOST_TAKEN' } });
    expect(plainly.error?.fix).toContain('takeOver');
    await second.remove(refused.id);

    const body = compactBody(lab, { name: 'second', takeOver: true });
    const taken = await second.create(body);
    expect(await second.ended(taken.operationId)).toMatchObject({ state: 'succeeded' });
    const nodes = await swarmNodes(lab);
    expect(nodes.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);

    // the first one comes back and deletes its cluster: the hosts are not its any more
    expect(await first.ended(await first.remove(lost.id))).toMatchObject({ state: 'succeeded' });
    const after = await swarmNodes(lab);
    expect(after.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);

    expect(await second.ended(await second.remove(taken.id))).toMatchObject({ state: 'succeeded' });
    expect(await changesSince(before, lab)).toEqual([]);
  });
});

describeOnHosts('a host that is gone for good', { hosts: [{}, {}, {}], spoils: 'all' }, (world) => {
  test('fails a deletion, unless it is written off', async () => {
    const { lab } = world;
    const api = await world.station().start();
    const { id, operationId } = await api.create(compactBody(lab));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded' });
    await powerOff(lab.name, 3);

    const failed = await api.ended(await api.remove(id));
    expect(failed).toMatchObject({ state: 'failed', error: { host: addressOf(lab, 3) } });
    expect(await api.cluster(id)).toMatchObject({ status: 'FAILED' });

    const { operationId: again } = await api.must('DELETE', `/v1/cluster/${id}?write_off=true`);
    expect(await api.ended(again)).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
  });
});
