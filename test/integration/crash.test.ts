import { expect, test } from 'vitest';
import type { OperationEvent } from '../../shared/contract/operation.ts';
import { waitFor } from '../lab/wait.ts';
import { compactBody, operatorNode } from './support/bodies.ts';
import { changesSince, onHost, putFile, snapshots, swarmNodes } from './support/hosts.ts';
import { journalOf, type JournalRow } from './support/store.ts';
import { phaseTimes, tell } from './support/timings.ts';
import { describeOnHosts } from './support/world.ts';

type Moment = (event: OperationEvent) => boolean;

const MOMENTS: Readonly<Record<string, Moment>> = {
  'right after a claim': (event) =>
    event.type === 'step' && event.step.phase === 'claim' && event.step.state === 'done',
  'while packages are unpacked': (event) =>
    event.type === 'log' && event.phase === 'install-docker' && event.line.startsWith('Unpacking'),
  'while a host joins': (event) =>
    event.type === 'step' && event.step.phase === 'swarm-join' && event.step.state === 'running',
};

const isDone = ({ state }: JournalRow) => state === 'done' || state === 'skipped';

describeOnHosts('a killed control plane', { hosts: [{}, { docker: false }, {}] }, (world) => {
  test('goes on with the same operation at the step it was killed at', async () => {
    const { lab } = world;
    const station = world.station();
    let api = await station.start();
    const body = compactBody(lab, { sharedNodes: [operatorNode(lab, 2)] });
    const { id, operationId } = await api.create(body);

    let seen = 0;
    const finished = new Map<string, JournalRow>();
    for (const [name, isMoment] of Object.entries(MOMENTS)) {
      const event = await api.eventWhen(operationId, isMoment, seen);
      expect(event, `the operation ended before: ${name}`).toBeDefined();
      expect(await station.kill()).toEqual({ code: null, signal: 'SIGKILL' });
      for (const row of journalOf(station.dataDir, operationId).filter(isDone)) {
        finished.set(`${row.phase} ${row.host}`, row);
      }
      seen = event?.seq ?? seen;
      api = await station.start();
      expect(await api.operation(operationId)).toMatchObject({ _id: operationId });
    }

    const told: OperationEvent[] = [];
    for await (const event of api.events(operationId, seen)) told.push(event);
    expect(told[0]?.seq).toBe(seen + 1);
    const operation = await api.operation(operationId);
    tell(phaseTimes(operation));
    expect(operation).toMatchObject({ state: 'succeeded', error: null });
    expect(await api.cluster(id)).toMatchObject({ status: 'RUNNING', instances: 3 });
    const { data: all } = await api.must<unknown[]>('GET', `/v1/operations?cluster_id=${id}`);
    expect(all.length).toBe(1);
    const nodes = await swarmNodes(lab);
    expect(nodes.map(({ state, labels }) => [state, labels['clusterdesk.role']])).toEqual([
      ['ready', 'master'],
      ['ready', 'shared'],
      ['ready', 'pure'],
    ]);

    const rows = journalOf(station.dataDir, operationId);
    expect(rows.filter(isDone).length).toBe(rows.length);
    // what was done before a kill was not begun again after it
    const again = rows.filter((row) => finished.has(`${row.phase} ${row.host}`));
    expect(again).toEqual([...finished.values()].toSorted(byPlace(rows)));
    // what ran at a kill was begun again, once for each kill
    const attempts = rows.map((row) => row.attempt - 1).filter((more) => more > 0);
    expect(Math.max(...attempts)).toBeLessThanOrEqual(Object.keys(MOMENTS).length);
    expect(attempts.length).toBeGreaterThan(0);

    const deletion = await api.ended(await api.remove(id));
    expect(deletion).toMatchObject({ state: 'succeeded', error: null });
  });
});

/** A systemctl that dies on `restart docker` before it does anything, as in a power cut. */
const NEVER_RESTARTS = `#!/bin/sh
[ "$*" = 'restart docker' ] || exec /usr/bin/systemctl "$@"
echo restarting > /run/restarting
exec sleep 600
`;

const HALF_A_HOST = [{}, { docker: false }];

describeOnHosts('a control plane that is killed within a step', { hosts: HALF_A_HOST }, (world) => {
  test('brings an installation to its end that stopped half way', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    const station = world.station();
    const first = await station.start();
    const { id, operationId } = await first.create(compactBody(lab, {}, []));
    const isUnpacked: Moment = (event) =>
      event.type === 'log' && event.line.startsWith('Unpacking docker.io');
    expect(await first.eventWhen(operationId, isUnpacked)).toBeDefined();
    await station.kill();
    await onHost(lab, 2, 'pkill -KILL -x apt-get; pkill -KILL -x dpkg; :');

    const api = await station.start();
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await onHost(lab, 2, 'dpkg --audit')).toBe('');
    expect(await onHost(lab, 2, 'find /etc -name "*.dpkg-*"')).toBe('');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await changesSince(before, lab)).toEqual([]);
  });

  test('still lets Docker take over what was only written down', async () => {
    const { lab } = world;
    const before = await snapshots(lab);
    await putFile(lab, 1, '/usr/local/bin/systemctl', NEVER_RESTARTS);
    await onHost(lab, 1, 'chmod 755 /usr/local/bin/systemctl');
    const station = world.station();
    const first = await station.start();
    const body = compactBody(
      lab,
      { engineOpts: [{ optkey: 'log-driver', optvalue: 'local' }] },
      [],
    );
    const { id, operationId } = await first.create(body);
    const restarting = async () =>
      (await onHost(lab, 1, 'cat /run/restarting 2>/dev/null || :')) !== '';
    await waitFor('Docker is to be restarted', restarting, 60_000);
    await station.kill();
    await onHost(lab, 1, 'pkill -x sleep; rm /usr/local/bin/systemctl');
    const driver = 'docker info -f {{.LoggingDriver}}';
    expect(await onHost(lab, 1, driver)).toBe('json-file');

    const api = await station.start();
    expect(await api.ended(operationId)).toMatchObject({ state: 'succeeded', error: null });
    expect(await onHost(lab, 1, driver)).toBe('local');
    expect(await onHost(lab, 2, driver)).toBe('local');
    expect(await api.ended(await api.remove(id))).toMatchObject({ state: 'succeeded' });
    expect(await onHost(lab, 1, driver)).toBe('json-file');
    expect(await changesSince(before, lab)).toEqual([]);
  });
});

function byPlace(rows: readonly JournalRow[]) {
  const place = (one: JournalRow) =>
    rows.findIndex((row) => row.phase === one.phase && row.host === one.host);
  return (a: JournalRow, b: JournalRow) => place(a) - place(b);
}
