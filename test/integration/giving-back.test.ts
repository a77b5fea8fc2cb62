import { expect, test } from 'vitest';
import type { Host } from '../../shared/contract/host.ts';
import type { LogEntry } from '../../shared/contract/log.ts';
import { powerOff, powerOn, type Lab } from '../lab/index.ts';
import type { Api } from './support/api.ts';
import { addressOf, compactBody, rootNode } from './support/bodies.ts';
import { changesSince, onHost, snapshots } from './support/hosts.ts';
import { describeOnHosts, type World } from './support/world.ts';

const LEDGER = 'ls /var/lib/clusterdesk 2>/dev/null || echo none';

const GIVE_UP = { args: ['--retry-limit', '2'] };

async function running(world: World, change: Parameters<typeof compactBody>[1] = {}) {
  const api = await world.station().start(GIVE_UP);
  const { id, operationId } = await api.create(compactBody(world.lab, change));
  expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
  return { api, id };
}

/** The statuses of a cluster's hosts by their number. */
async function statuses(api: Api, lab: Lab, id: string): Promise<string[]> {
  const hosts = await api.hosts(id, '');
  return lab.hosts.map(({ address }) => hosts.find(({ ip }) => ip === address)?.status ?? 'none');
}

async function remove(api: Api, id: string, writeOff = false) {
  const path = `/v1/cluster/${id}${writeOff ? '?write_off=true' : ''}`;
  const { operationId } = await api.must('DELETE', path);
  return api.ended(operationId);
}

describeOnHosts(
  'a host that is away',
  { hosts: [{}, {}, {}], registry: true, spoils: [3] },
  (world) => {
    test('keeps a deletion from none of the others, and is remembered', async () => {
      const { lab } = world;
      const before = await snapshots(lab);
      const { api, id } = await running(world);
      await powerOff(lab.name, 3);
      expect(await remove(api, id)).toMatchObject({
        state: 'failed',
        error: { host: addressOf(lab, 3) },
      });
      expect(await statuses(api, lab, id)).toEqual(['TERMINATED', 'TERMINATED', 'FAILED']);
      expect(await api.cluster(id)).toMatchObject({ status: 'FAILED' });
      for (const index of [1, 2]) expect(await onHost(lab, index, LEDGER)).toBe('none');
      // its address is not free, its login is kept: it gets in when the host is back
      await powerOn(lab.name, 3);
      expect(await remove(api, id)).toMatchObject({ state: 'succeeded', error: null });
      expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
      expect(await changesSince(before, lab)).toEqual([]);
    });

    test('fails a rollback, which a retry goes on with', async () => {
      const { lab } = world;
      const before = await snapshots(lab);
      const api = await world.station().start(GIVE_UP);
      const closed = lab.registry?.closed;
      // refused late: the hosts are claimed and configured by then
      const dockerRegistries = [
        { name: 'closed', registry: closed?.address, username: closed?.user, password: 'wrong' },
      ];
      const { id, operationId } = await api.create(compactBody(lab, { dockerRegistries }));
      expect(await api.ended(operationId)).toMatchObject({
        state: 'failed',
        error: { code: 'REGISTRY_LOGIN_REFUSED' },
      });
      await powerOff(lab.name, 3);
      await api.steer(operationId, 'rollback');
      expect(await api.ended(operationId)).toMatchObject({
        state: 'failed',
        error: { host: addressOf(lab, 3) },
      });
      expect(await statuses(api, lab, id)).toEqual(['TERMINATED', 'TERMINATED', 'FAILED']);
      await powerOn(lab.name, 3);
      expect(await api.steer(operationId, 'retry')).toMatchObject({ state: 'rolling-back' });
      expect(await api.ended(operationId)).toMatchObject({ state: 'rolled-back', error: null });
      expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
      expect(await changesSince(before, lab)).toEqual([]);
    });
  },
);

const NEW_HOST_KEY = `rm /etc/ssh/ssh_host_ed25519_key*
  ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
  systemctl restart ssh`;
const FINGERPRINT = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2";

describeOnHosts('a host that cannot be got into', { hosts: [{}, {}, {}], spoils: [3] }, (world) => {
  test('is got into again with its new key and its new login', async () => {
    const { lab } = world;
    const { api, id } = await running(world);
    const host = (await api.hosts(id)).find(({ ip }) => ip === addressOf(lab, 3));
    const path = `/v1/cluster/${id}/hosts/${host?.hostId}`;
    const oldHostKey = await onHost(lab, 3, FINGERPRINT);
    await onHost(lab, 3, NEW_HOST_KEY);
    await onHost(lab, 3, 'echo root:changed | chpasswd; : > /root/.ssh/authorized_keys');
    await onHost(
      lab,
      3,
      'echo "PermitRootLogin yes\nPasswordAuthentication yes" > /etc/ssh/sshd_config.d/00-test.conf; systemctl restart ssh',
    );

    expect(await remove(api, id)).toMatchObject({ state: 'failed' });
    const newHostKey = await onHost(lab, 3, FINGERPRINT);
    const wrong = await api.call('POST', `${path}/trust`, {
      oldHostKey: newHostKey,
      newHostKey,
    });
    expect(wrong).toMatchObject({ status: 409, error: { code: 'E50107' } });
    await api.must<Host>('POST', `${path}/trust`, { oldHostKey, newHostKey });

    const failed = await remove(api, id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'HOST_LOGIN_REFUSED' } });
    await api.must<Host>('PUT', `${path}/login`, { sshUser: 'root', password: 'changed' });
    expect(await remove(api, id)).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED' });
    const { data: log } = await api.must<LogEntry[]>('GET', '/v1/logs?sort=-time_create');
    const done = log.map(({ operateType }) => operateType);
    expect(done).toEqual(expect.arrayContaining(['trust_host_key', 'update_host_login']));
  });
});

describeOnHosts(
  'a host that shows another key',
  { hosts: [{}, {}, {}], spoils: [2, 3] },
  (world) => {
    test('is written off, whatever the reason for not getting in', async () => {
      const { lab } = world;
      const { api, id } = await running(world);
      await onHost(lab, 3, NEW_HOST_KEY);
      await onHost(lab, 2, ': > /root/.ssh/authorized_keys');
      expect(await remove(api, id)).toMatchObject({ state: 'failed' });
      expect(await statuses(api, lab, id)).toEqual(['TERMINATED', 'FAILED', 'FAILED']);
      expect(await remove(api, id, true)).toMatchObject({ state: 'succeeded', error: null });
      expect(await statuses(api, lab, id)).toEqual(['TERMINATED', 'TERMINATED', 'TERMINATED']);
    });
  },
);

describeOnHosts('a host whose list is gone', { hosts: [{}, {}, {}], spoils: [3] }, (world) => {
  test('is no success of a deletion, until it is written off', async () => {
    const { lab } = world;
    const { api, id } = await running(world);
    await onHost(lab, 3, 'rm -r /var/lib/clusterdesk');
    const operation = await remove(api, id);
    expect(operation.state).toBe('failed');
    const steps = operation.phases.flatMap((phase) => phase.steps);
    expect(steps.filter(({ state }) => state === 'failed')).toMatchObject([
      { host: addressOf(lab, 3), errors: [{ code: 'HOST_MANIFEST_DAMAGED' }] },
    ]);
    expect(await remove(api, id, true)).toMatchObject({ state: 'succeeded', error: null });
  });
});

describeOnHosts('what a cut off write left', { hosts: [{}, {}] }, (world) => {
  test('goes with the deletion', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const api = await world.station().start();
    const body = compactBody(
      lab,
      { engineOpts: [{ optkey: 'log-driver', optvalue: 'local' }] },
      [],
    );
    const { id, operationId } = await api.create(body);
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded' });
    await onHost(lab, 1, 'echo half > /etc/docker/daemon.json.clusterdesk-4711');
    expect(await remove(api, id)).toMatchObject({ state: 'succeeded' });
    expect(await changesSince(before, lab)).toEqual([]);
  });
});

describeOnHosts('operations of a cluster', { hosts: [{}, {}, {}], spoils: 'all' }, (world) => {
  test('that are not its newest one have no levers, and a partial one names its hosts', async () => {
    const { lab } = world;
    const api = await world.station().start(GIVE_UP);
    await powerOff(lab.name, 3);
    const { id, operationId } = await api.create(compactBody(lab));
    expect(await api.ended(operationId)).toMatchObject({
      state: 'partial',
      error: null,
      actions: ['retry'],
    });
    const { data } = await api.must<{ state: string }[]>('GET', '/v1/operations');
    expect(data.map(({ state }) => state)).toEqual(['partial']);
    const { data: log } = await api.must<LogEntry[]>('GET', '/v1/logs');
    const entry = log.find(({ operateType }) => operateType === 'create_cluster');
    expect(entry?.comments).toContain(addressOf(lab, 3));

    const failed = (await api.hosts(id)).filter(({ status }) => status === 'FAILED');
    const removed = await api.removeHosts(
      id,
      failed.map(({ hostId }) => hostId),
    );
    expect(await api.ended(removed)).toMatchObject({ state: 'succeeded' });
    const again = await api.call('POST', `/v1/operations/${operationId}/retry`);
    expect(again).toMatchObject({ status: 409, error: { code: 'E60001' } });
    expect(await statuses(api, lab, id)).toEqual(['RUNNING', 'RUNNING', 'TERMINATED']);

    // a host that fails alone fails its operation
    const added = await api.addHosts(id, { pureslaveNodes: [rootNode(lab, 3)] });
    expect(await api.ended(added)).toMatchObject({ state: 'failed' });
    expect(await api.cluster(id)).toMatchObject({ status: 'RUNNING', instances: 2 });
    await powerOn(lab.name, 3);
    await api.steer(added, 'retry');
    expect(await api.ended(added)).toMatchObject({ state: 'succeeded' });
    expect(await remove(api, id)).toMatchObject({ state: 'succeeded' });
  });

  test('that failed take no hosts in: no master runs', async () => {
    const { lab } = world;
    const api = await world.station().start(GIVE_UP);
    await powerOff(lab.name, 2);
    const { id, operationId } = await api.create(compactBody(lab, {}, []));
    expect(await api.ended(operationId)).toMatchObject({ state: 'failed' });
    const body = { pureslaveNodes: [rootNode(lab, 3)] };
    const answer = await api.call('POST', `/v1/cluster/${id}/hosts`, body);
    expect(answer).toMatchObject({ status: 409, error: { code: 'E50106' } });
    expect(await api.cluster(id)).toMatchObject({ status: 'FAILED', instances: 0 });
    await powerOn(lab.name, 2);
  });
});
