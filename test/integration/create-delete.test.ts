import { expect, test } from 'vitest';
import type { CreateClusterRaw } from '../../shared/contract/cluster.ts';
import type { Registry } from '../../shared/contract/registry.ts';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import type { Pubkey } from '../../shared/contract/pubkey.ts';
import type { Lab } from '../lab/index.ts';
import type { Api } from './support/api.ts';
import {
  addressOf,
  deployNode,
  documentBody,
  freshPublicKey,
  operatorNode,
  rootNode,
} from './support/bodies.ts';
import {
  changesSince,
  hasUsedSudo,
  onHost,
  putFile,
  snapshots,
  swarmNodes,
} from './support/hosts.ts';
import { secretOwners } from './support/store.ts';
import { phaseTimes, tell } from './support/timings.ts';
import { describeOnHosts } from './support/world.ts';

const DAEMON_JSON = '/etc/docker/daemon.json';
const DAEMON_BEFORE = '{"max-concurrent-downloads": 2, "insecure-registries": ["10.1.1.1:5000"]}';

/** The document's own body; only what it says of its machines and ids is put to ours. */
async function seedBody(api: Api, lab: Lab, key: string): Promise<CreateClusterRaw> {
  const document = documentBody();
  const registry = document.dockerRegistries?.[0];
  const pubkey = await api.must<Pubkey>('POST', '/v1/pubkey', { name: 'ops', pubkeyValue: key });
  const stored = await api.must<Registry>('POST', '/v1/dockerregistries', {
    name: registry?.name,
    registry: lab.registry?.address,
    isSystemRegistry: registry?.isSystemRegistry,
  });
  return {
    ...document,
    stack: 'swarm',
    user_id: pubkey.data.user_id,
    pubkeyId: [pubkey.data._id],
    masterNodes: [{ ...document.masterNodes?.[0], ...rootNode(lab, 1) }],
    sharedNodes: [{ ...document.sharedNodes?.[0], ...deployNode(lab, 2) }],
    pureslaveCount: 1,
    pureslaveNodes: [operatorNode(lab, 3)],
    nodeAttribute: 'rack:r1',
    dockerRegistries: [{ ...registry, _id: stored.data._id, registry: stored.data.registry }],
  };
}

describeOnHosts(
  'three own machines',
  { hosts: [{}, { docker: false }, {}], registry: true, spoils: [1, 2] },
  (world) => {
    test('become a cluster, and are given back as they were', async () => {
      const { lab } = world;
      await putFile(lab, 1, DAEMON_JSON, DAEMON_BEFORE);
      await hasUsedSudo(lab, 2);
      const before = await snapshots(lab);
      const station = world.station();
      const api = await station.start();
      const key = await freshPublicKey('ops@example');
      const body = await seedBody(api, lab, key);

      const { id, operationId, cluster } = await api.create(body);
      expect(cluster).toMatchObject({ status: 'INSTALLING', instances: 3, stack: 'swarm' });
      const events: OperationEvent[] = [];
      for await (const event of api.events(operationId)) events.push(event);
      expect(events.at(-1)).toMatchObject({ type: 'operation', state: 'succeeded' });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      const made = await api.operation(operationId);
      tell(phaseTimes(made));
      for (const step of made.phases.flatMap((phase) => phase.steps)) {
        expect(step).toMatchObject({ attempt: 1, errors: [] });
      }

      expect(await api.cluster(id)).toMatchObject({
        status: 'RUNNING',
        instances: 3,
        endPoint: addressOf(lab, 1),
      });
      const ready = { state: 'ready', availability: 'active' };
      expect(await swarmNodes(lab)).toMatchObject([
        { ...ready, role: 'manager', labels: { 'clusterdesk.role': 'master' } },
        {
          ...ready,
          role: 'worker',
          labels: { 'clusterdesk.role': 'shared', lb: 'enable', rack: 'r1' },
        },
        { ...ready, role: 'worker', labels: { 'clusterdesk.role': 'pure', rack: 'r1' } },
      ]);
      expect(JSON.parse(await onHost(lab, 1, `cat ${DAEMON_JSON}`))).toMatchObject({
        'max-concurrent-downloads': 2,
        'insecure-registries': ['10.1.1.1:5000', lab.registry?.address],
      });
      for (const [index, home] of [
        [1, '/root'],
        [2, '/home/deploy'],
        [3, '/home/operator'],
      ] as const) {
        expect(await onHost(lab, index, `cat ${home}/.ssh/authorized_keys`)).toContain(key);
        // the registry is no name in a file only: Docker pulls from it
        await onHost(lab, index, `docker pull -q ${lab.registry?.address}/lab/busybox:1`);
        await onHost(lab, index, `docker rmi ${lab.registry?.address}/lab/busybox:1`);
      }

      const hosts = await api.hosts(id);
      expect(hosts.map((host) => [host.ip, host.status, host.isFullfilled])).toEqual(
        [1, 2, 3].map((index) => [addressOf(lab, index), 'RUNNING', true]),
      );
      const hostIds = hosts.map(({ hostId }) => hostId);
      expect(secretOwners(station.dataDir)).toEqual(expect.arrayContaining(hostIds));

      const deletion = await api.ended(await api.remove(id));
      tell(phaseTimes(deletion));
      expect(deletion).toMatchObject({ state: 'succeeded', error: null });
      expect(await api.cluster(id)).toMatchObject({ status: 'TERMINATED', instances: 0 });
      expect((await api.hosts(id, 'TERMINATED')).length).toBe(3);
      expect(await changesSince(before, lab)).toEqual([]);
      expect(await onHost(lab, 2, 'command -v dockerd || echo none')).toBe('none');
      const owners = secretOwners(station.dataDir);
      expect(owners.filter((owner) => [id, ...hostIds].includes(owner))).toEqual([]);
      expect(await station.stop()).toEqual({ code: 0, signal: null });
    });
  },
);

describeOnHosts('five own machines', { hosts: [{}, {}, {}, {}, {}] }, (world) => {
  test('become a highly available cluster, and are given back', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const api = await world.station().start();
    const { id, operationId } = await api.create({
      name: 'five',
      createCategory: 'ha',
      stack: 'swarm',
      masterNodes: [1, 2, 3].map((index) => rootNode(lab, index)),
      sharedNodes: [rootNode(lab, 4)],
      pureslaveNodes: [operatorNode(lab, 5)],
    });
    const made = await api.ended(operationId);
    expect(made).toMatchObject({ state: 'succeeded', error: null });
    const nodes = await swarmNodes(lab);
    expect(nodes.map(({ role, state }) => `${role} ${state}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'manager ready'),
      ...Array.from({ length: 2 }, () => 'worker ready'),
    ]);
    const deletion = await api.ended(await api.remove(id));
    expect(deletion).toMatchObject({ state: 'succeeded', error: null });
    tell(`five hosts: ${phaseTimes(made)}\n${phaseTimes(deletion)}`);
    expect(await changesSince(before, lab)).toEqual([]);
    expect(await onHost(lab, 1, 'docker info -f {{.Swarm.LocalNodeState}}')).toBe('inactive');
  });
});
