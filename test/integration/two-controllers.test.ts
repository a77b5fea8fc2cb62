import { expect, test } from 'vitest';
import type { Plan } from '../../shared/contract/operation.ts';
import type { PhaseName } from '../../shared/contract/phases.ts';
import type { Lab } from '../lab/index.ts';
import { addressOf, compactBody, rootNode } from './support/bodies.ts';
import { changesSince, onHost, snapshots } from './support/hosts.ts';
import {
  comeBack,
  startUntil,
  swarmContents,
  untilAway,
  useSwarm,
  type Absence,
} from './support/rival.ts';
import { describeOnHosts, type World } from './support/world.ts';

const boundary = (lab: Lab, phase: string, state: string, host = 1) =>
  `${phase}/${addressOf(lab, host)}/${state}`;

/** The first controller is gone in the middle of a creation. */
async function interrupted(world: World, absence: Absence, phase: string, state: string) {
  const station = world.station();
  const api = await startUntil(station, absence, boundary(world.lab, phase, state));
  // killed, it may not come to answer
  const asked = api.create(compactBody(world.lab, { name: 'first' }, [])).catch(() => undefined);
  await untilAway(station, absence);
  return { station, asked };
}

async function onlyOperation(api: Awaited<ReturnType<typeof comeBack>>) {
  const { data } = await api.must<{ _id: string; clusterId: string }[]>('GET', '/v1/operations');
  const [operation] = data;
  if (!operation) throw new Error('there is no operation');
  return operation;
}

/** The second controller has taken the hosts, and uses them. */
async function takenOver(world: World) {
  const api = await world.station().start();
  const { id, operationId } = await api.create(
    compactBody(world.lab, { name: 'second', takeOver: true }, []),
  );
  expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
  return { api, id };
}

type Moment = readonly [Absence, phase: PhaseName, state: 'running' | 'done'];

/** One before, one in and one after the moment at which the hosts become a swarm. */
const USUAL: readonly Moment[] = [
  ['killed', 'configure-docker', 'running'],
  ['frozen', 'swarm-init', 'running'],
  ['frozen', 'label-nodes', 'running'],
];
const PHASES: readonly PhaseName[] = ['claim', 'configure-docker', 'swarm-init', 'label-nodes'];
/** All of them take half an hour. */
const MOMENTS = process.env['CLUSTERDESK_ALL_MOMENTS']
  ? (['killed', 'frozen'] as const).flatMap((absence) =>
      PHASES.flatMap((phase): Moment[] => [
        [absence, phase, 'running'],
        [absence, phase, 'done'],
      ]),
    )
  : USUAL;

describeOnHosts('two controllers', { hosts: [{}, {}] }, (world) => {
  test.each(MOMENTS)(
    'one that was %s at %s (%s) harms nothing of the one that has the hosts by then',
    async (absence, phase, state) => {
      const { lab } = world;
      const before = await snapshots(lab);
      const { station, asked } = await interrupted(world, absence, phase, state);
      const second = await takenOver(world);
      await useSwarm(lab, 1);
      const theirs = await swarmContents(lab, 1);

      const first = await comeBack(station, absence);
      await asked;
      const { _id, clusterId } = await onlyOperation(first);
      expect(await first.ended(_id)).toMatchObject({
        state: 'failed',
        error: { code: 'HOST_TAKEN' },
      });
      expect(await swarmContents(lab, 1)).toBe(theirs);

      // nor when it gives up what it thinks is its own
      expect(await first.ended(await first.remove(clusterId))).toMatchObject({
        state: 'succeeded',
        error: null,
      });
      expect(await swarmContents(lab, 1)).toBe(theirs);

      expect(await second.api.ended(await second.api.remove(second.id))).toMatchObject({
        state: 'succeeded',
        error: null,
      });
      expect(await changesSince(before, lab)).toEqual([]);
      await station.remove();
    },
  );

  test('one that was frozen does nothing to hosts that were given back in the meantime', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const { station, asked } = await interrupted(world, 'frozen', 'swarm-init', 'running');
    const second = await takenOver(world);
    expect(await second.api.ended(await second.api.remove(second.id))).toMatchObject({
      state: 'succeeded',
    });
    expect(await changesSince(before, lab)).toEqual([]);

    const first = await comeBack(station, 'frozen');
    await asked;
    const { _id, clusterId } = await onlyOperation(first);
    expect(await first.ended(_id)).toMatchObject({
      state: 'failed',
      error: { code: 'HOST_MANIFEST_DAMAGED' },
    });
    expect(await changesSince(before, lab)).toEqual([]);
    const path = `/v1/cluster/${clusterId}?write_off=true`;
    const { operationId } = await first.must('DELETE', path);
    expect(await first.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await changesSince(before, lab)).toEqual([]);
  });
});

describeOnHosts('a cluster that was taken over', { hosts: [{}, {}, {}] }, (world) => {
  test('is no cluster of ours any more: nothing joins it, nothing is changed in it', async () => {
    const { lab } = world;
    const api = await world.station().start();
    const { id, operationId } = await api.create(compactBody(lab, { name: 'first' }, []));
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded' });
    const second = await takenOver(world);
    await useSwarm(lab, 1);
    const theirs = await swarmContents(lab, 1);

    const added = await api.addHosts(id, { pureslaveNodes: [rootNode(lab, 3)] });
    expect(await api.ended(added)).toMatchObject({
      state: 'failed',
      error: { code: 'HOST_TAKEN' },
    });
    expect(await swarmContents(lab, 1)).toBe(theirs);
    expect(await onHost(lab, 3, 'docker info -f {{.Swarm.LocalNodeState}}')).toBe('inactive');

    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await swarmContents(lab, 1)).toBe(theirs);
    expect(await onHost(lab, 3, 'ls /var/lib/clusterdesk 2>/dev/null || echo none')).toBe('none');
    expect(await second.api.ended(await second.api.remove(second.id))).toMatchObject({
      state: 'succeeded',
    });
  });
});

describeOnHosts('the plan of a take-over', { hosts: [{}, {}] }, (world) => {
  test('says whose the hosts are, and what ends with their swarm', async () => {
    const { lab } = world;
    const first = await world.station().start();
    const { id, operationId } = await first.create(compactBody(lab, { name: 'first' }, []));
    expect(await first.ended(operationId)).toMatchObject({ state: 'succeeded' });
    await useSwarm(lab, 1);
    const theirs = await swarmContents(lab, 1);

    const second = await world.station().start();
    const body = compactBody(lab, { name: 'second' }, []);
    const { data: refused } = await second.must<Plan>('POST', '/v1/cluster/plan', body);
    // that it is taken says what is to be done: no second code beside it with another fix
    const codes = refused.hosts.map(({ errors }) => errors.map(({ code }) => code));
    expect(codes).toEqual([['HOST_TAKEN'], ['HOST_TAKEN']]);
    const taking = { ...body, takeOver: true };
    const { data: plan } = await second.must<Plan>('POST', '/v1/cluster/plan', taking);
    expect(plan.errors).toBe(0);
    const told = plan.hosts.map(({ changes }) => changes.map(({ change }) => change).join('\n'));
    expect(told[0]).toMatch(
      /Take the host over from cluster "first".* loses 1 services \(web\), 1 secrets \(pass\)/,
    );
    expect(told[1]).toMatch(/Take the host over from cluster "first"; it leaves that swarm/);
    expect(await swarmContents(lab, 1)).toBe(theirs);
    expect(await first.ended(await first.remove(id))).toMatchObject({ state: 'succeeded' });
  });
});

describeOnHosts('a swarm that is not ours', { hosts: [{}, {}], spoils: [1] }, (world) => {
  test.each([
    ['Docker runs', ':', 'systemctl start docker'],
    ['Docker is stopped', 'systemctl stop docker docker.socket', 'systemctl start docker'],
    [
      'Docker is not there any more',
      'systemctl stop docker docker.socket; for p in dockerd docker; do f=$(command -v $p); mv $f $f.away; done',
      'for f in /usr/bin /usr/sbin; do for p in dockerd docker; do [ ! -e $f/$p.away ] || mv $f/$p.away $f/$p; done; done; systemctl start docker',
    ],
  ])('is left alone where %s', async (_what, make, mend) => {
    const { lab } = world;
    const address = addressOf(lab, 1);
    await onHost(
      lab,
      1,
      `docker swarm init --advertise-addr ${address}; printf x | docker secret create keep -`,
    );
    const identity = "docker info -f '{{.Swarm.Cluster.ID}}'; docker secret ls -q";
    const theirs = await onHost(lab, 1, identity);
    await onHost(lab, 1, make);
    const before = await snapshots(lab);

    const api = await world.station().start();
    const body = compactBody(lab, { takeOver: true }, []);
    const { data: plan } = await api.must<Plan>('POST', '/v1/cluster/plan', body);
    const told = plan.hosts.map(({ errors }) => errors.map(({ code }) => code));
    expect(told).toEqual([['HOST_IN_OTHER_SWARM'], []]);
    const { id, operationId } = await api.create(body);
    expect(await api.ended(operationId)).toMatchObject({
      state: 'failed',
      error: { code: 'HOST_IN_OTHER_SWARM', host: address },
    });
    await api.remove(id);
    expect(await changesSince(before, lab)).toEqual([]);
    await onHost(lab, 1, mend);
    expect(await onHost(lab, 1, identity)).toBe(theirs);
    await onHost(lab, 1, 'docker swarm leave --force');
  });
});
