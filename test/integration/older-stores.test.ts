import { expect, test } from 'vitest';
import type {
  Operation,
  OperationEvent,
  OperationSummary,
} from '../../shared/contract/operation.ts';
import type { Lab } from '../lab/index.ts';
import {
  CLUSTERS,
  keptFiles,
  keptHosts,
  keptVersions,
  layStore,
  MANIFEST,
  type KeptFiles,
} from './fixtures/stores.ts';
import type { Api } from './support/api.ts';
import { addressOf } from './support/bodies.ts';
import { changesSince, onHost, putFile, snapshots } from './support/hosts.ts';
import { describeOnHosts } from './support/world.ts';

const DOCKER = 'systemctl is-active docker; systemctl is-enabled docker; :';
const SWARM = 'docker info -f "{{.Swarm.LocalNodeState}}"';

const onAll = (lab: Lab, script: string) =>
  Promise.all(lab.hosts.map(({ index }) => onHost(lab, index, script)));

/** The hosts take the logins that are in the store's vault. */
async function letIn(lab: Lab, files: KeptFiles): Promise<void> {
  for (const { index } of lab.hosts) {
    for (const home of ['/root', '/home/operator']) {
      const path = `${home}/.ssh/authorized_keys`;
      const keys = `${await onHost(lab, index, `cat ${path}`)}\n${keptHosts(files).authorizedKeys}`;
      await putFile(lab, index, path, keys);
    }
  }
}

type Kept = Record<keyof typeof CLUSTERS, { readonly cluster: string; readonly operation: string }>;

/** The store's operations as the list tells them, by the name of their cluster. */
async function keptOperations(api: Api): Promise<Kept> {
  const { data } = await api.must<OperationSummary[]>('GET', '/v1/operations');
  expect(data.length).toBe(3);
  const kept = data.map(({ _id, clusterId, clusterName, kind }) => {
    expect(kind).toBe('create-cluster');
    return [clusterName, { cluster: clusterId, operation: _id }] as const;
  });
  expect(kept.map(([name]) => name).toSorted()).toEqual(Object.keys(CLUSTERS).toSorted());
  return Object.fromEntries(kept) as Kept;
}

/** `phase on host N: state, attempt` of every step that was begun. */
function begun(operation: Operation, lab: Lab): string[] {
  const numbers = new Map(lab.hosts.map(({ address, index }) => [address, index]));
  return operation.phases.flatMap(({ steps }) =>
    steps
      .filter(({ state }) => state !== 'pending')
      .map(({ phase, host, state, attempt }) =>
        [phase, numbers.get(host), state, attempt].join(' '),
      ),
  );
}

async function eventsOf(api: Api, operation: string): Promise<OperationEvent[]> {
  const events: OperationEvent[] = [];
  for await (const event of api.events(operation)) events.push(event);
  return events;
}

async function expectEnd(api: Api, operation: string, state: Operation['state']) {
  const ended = await api.ended(operation);
  expect(ended).toMatchObject({ state, error: null });
  return ended;
}

async function expectDeleted(api: Api, cluster: string): Promise<void> {
  await expectEnd(api, await api.remove(cluster), 'succeeded');
  expect(await api.cluster(cluster)).toMatchObject({ status: 'TERMINATED' });
}

const HOSTS = Array.from({ length: 6 }, () => ({}));

describeOnHosts('a store that an older version left', { hosts: HOSTS, spoils: 'all' }, (world) => {
  test('is kept of the first schema', () => {
    expect(keptVersions()).toContain(1);
  });

  test.for(keptVersions())('schema %d, cut off in the checks', async (version) => {
    const { lab } = world;
    const files = keptFiles(version, 'checked');
    await letIn(lab, files);
    const before = await snapshots(lab);
    const station = world.station();
    layStore(files, lab, station.dataDir, station.keyFile);
    const api = await station.start();

    const { running, failed, cancelled } = await keptOperations(api);
    const seen = await api.operation(failed.operation);
    expect(seen).toMatchObject({
      state: 'failed',
      error: { code: 'HOST_LOGIN_REFUSED', host: addressOf(lab, 4), step: 'connect' },
    });
    expect(begun(seen, lab)).toEqual([
      'connect 3 done 1',
      'connect 4 failed 1',
      'preflight 3 done 1',
    ]);
    const stopped = await api.operation(cancelled.operation);
    expect(stopped).toMatchObject({ state: 'cancelled', error: { code: 'OPERATION_CANCELLED' } });
    expect(begun(stopped, lab)).toEqual([
      'connect 5 done 1',
      'connect 6 done 1',
      'preflight 5 cancelled 1',
      'preflight 6 cancelled 1',
    ]);
    const told = await eventsOf(api, cancelled.operation);
    expect(told.at(-1)).toMatchObject({ type: 'operation', state: 'cancelled' });

    await api.steer(failed.operation, 'retry');
    await api.steer(cancelled.operation, 'rollback');
    const [wentOn, retried, undone] = await Promise.all([
      expectEnd(api, running.operation, 'succeeded'),
      expectEnd(api, failed.operation, 'succeeded'),
      expectEnd(api, cancelled.operation, 'rolled-back'),
    ]);
    // what was done stays done, what ran at the kill ran again, and nothing was left out
    expect(begun(wentOn, lab)).toEqual(
      expect.arrayContaining(['connect 1 done 1', 'preflight 1 done 2', 'claim 2 done 1']),
    );
    expect(begun(retried, lab)).toEqual(
      expect.arrayContaining(['connect 3 done 1', 'connect 4 done 2', 'claim 4 done 1']),
    );
    for (const { phases } of [wentOn, retried]) {
      const states = phases.flatMap(({ steps }) => steps.map(({ state }) => state));
      expect(states.filter((state) => state !== 'done' && state !== 'skipped')).toEqual([]);
    }
    const after = undone.phases.flatMap(({ steps }) => steps.map(({ state }) => state));
    expect(after.filter((state) => state !== 'undone' && state !== 'pending')).toEqual([]);
    for (const { cluster } of [running, failed]) {
      expect(await api.cluster(cluster)).toMatchObject({ status: 'RUNNING', instances: 2 });
    }
    expect(await api.cluster(cancelled.cluster)).toMatchObject({ status: 'TERMINATED' });

    await Promise.all([running, failed].map(({ cluster }) => expectDeleted(api, cluster)));
    expect(await changesSince(before, lab)).toEqual([]);
    expect(new Set(await onAll(lab, SWARM))).toEqual(new Set(['inactive']));
  });

  test.for(keptVersions())('schema %d, cut off on hosts that were ours', async (version) => {
    const { lab } = world;
    const files = keptFiles(version, 'claimed');
    await letIn(lab, files);
    await onAll(lab, 'systemctl stop docker.socket docker; systemctl -q disable docker');
    const before = await snapshots(lab);
    for (const [at, text] of keptHosts(files).manifests.entries()) {
      expect(text).toContain('"clusterId"');
      await putFile(lab, at + 1, MANIFEST, text);
      await onHost(lab, at + 1, `chmod 600 ${MANIFEST} && chmod 700 "$(dirname ${MANIFEST})"`);
    }
    const station = world.station();
    layStore(files, lab, station.dataDir, station.keyFile);
    const api = await station.start();

    const { running, failed, cancelled } = await keptOperations(api);
    expect(await api.operation(failed.operation)).toMatchObject({
      state: 'failed',
      error: { code: 'DOCKER_NOT_RUNNING', step: 'install-docker' },
    });
    await api.steer(cancelled.operation, 'rollback');
    const [wentOn] = await Promise.all([
      expectEnd(api, running.operation, 'succeeded'),
      expectEnd(api, cancelled.operation, 'rolled-back'),
      // without a retry: what was claimed is given back all the same
      expectDeleted(api, failed.cluster),
    ]);
    expect(begun(wentOn, lab)).toEqual(
      expect.arrayContaining(['claim 1 done 1', 'claim 2 done 1', 'install-docker 1 done 2']),
    );
    expect(await api.cluster(running.cluster)).toMatchObject({ status: 'RUNNING', instances: 2 });
    await expectDeleted(api, running.cluster);
    expect(await changesSince(before, lab)).toEqual([]);
    expect(new Set(await onAll(lab, DOCKER))).toEqual(new Set(['inactive\ndisabled']));
  });
});
