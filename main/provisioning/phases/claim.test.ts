import { expect, test } from 'vitest';
import { LEDGER, standIns } from '../testing/stand-ins.testing.ts';
import { claim } from './claim.ts';
import { release } from './release.ts';

const ELSEWHERE = {
  controller: '1'.repeat(24),
  clusterId: '2'.repeat(24),
  clusterName: 'elsewhere',
};

test('a host is marked, and the mark goes again', async () => {
  const cluster = await standIns([{}]);
  const { files } = cluster.host(0);
  const before = files.snapshot();
  expect(await cluster.planAndRun(claim)).toMatchObject({
    state: 'done',
    changes: [`Write ${LEDGER}`],
  });
  const { id, clusterId, isClaimed } = cluster.record(0);
  expect(isClaimed).toBe(true);
  expect(cluster.ledger()).toMatchObject({
    version: 1,
    controller: cluster.context.controllerId,
    clusterId,
    hostId: id,
    files: [],
  });
  expect(files.mode(LEDGER)).toBe('600');
  expect(await cluster.run(claim)).toMatchObject({ state: 'skipped' });
  expect(await cluster.undo(claim)).toMatchObject({ changes: ['Remove /var/lib/clusterdesk'] });
  expect(cluster.record(0).isClaimed).toBe(false);
  expect(files.snapshot()).toEqual(before);
});

test("another cluster's host is left alone", async () => {
  const cluster = await standIns([{}]);
  cluster.claim(0, ELSEWHERE);
  const before = cluster.host(0).files.snapshot();
  expect(await cluster.run(claim)).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'HOST_TAKEN',
        message: expect.stringContaining(
          `The host belongs to cluster "elsewhere" (${ELSEWHERE.clusterId}) of controller ${ELSEWHERE.controller}`,
        ),
      },
    ],
  });
  for (const phase of [claim, release]) await cluster.undo(phase);
  await cluster.run(release);
  expect(cluster.host(0).files.snapshot()).toEqual(before);
});

test('a host is taken over with what was changed there, and leaves its swarm', async () => {
  const cluster = await standIns([{ docker: 'running' }], { input: { takeOver: true } });
  const { engine } = cluster.host(0);
  const theirs = { ...ELSEWHERE, hostnameBefore: 'old', swarm: { gatewayBridgeBefore: false } };
  cluster.claim(0, theirs);
  engine.init({});
  // the plan of a take-over still sees another's host, which it must not act upon
  const changes = [
    'Take the host over from cluster "elsewhere"; it leaves that swarm',
    'Leave the swarm',
  ];
  expect((await cluster.plan(claim)).changes).toEqual(changes);
  expect(await cluster.run(claim)).toMatchObject({
    state: 'done',
    changes,
  });
  const { controllerId } = cluster.context;
  expect(cluster.ledger()).toMatchObject({ controller: controllerId, hostnameBefore: 'old' });
  expect(cluster.ledger()).not.toHaveProperty('swarm');
  expect(engine.info().Swarm.LocalNodeState).toBe('inactive');
});

test('of two who come at the same time one wins', async () => {
  const cluster = await standIns([{}]);
  const { sshd } = cluster.host(0);
  // the other one is there between our look and our mark
  sshd.onCommand = (line) => {
    if (line.includes('ln "$temp" "$2"')) cluster.putLedger(0, ELSEWHERE);
  };
  expect(await cluster.run(claim)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_TAKEN', message: 'Another controller has just taken the host.' }],
  });
  expect(cluster.ledger()).toMatchObject(ELSEWHERE);
});

test('a mark whose word did not come back is ours all the same', async () => {
  const cluster = await standIns([{}]);
  const { sshd } = cluster.host(0);
  sshd.onCommand = (line) => {
    if (line.includes('ln "$temp" "$2"')) cluster.putLedger(0, {});
  };
  expect(await cluster.run(claim)).toMatchObject({ state: 'done' });
});

test('a disk that is full is told as such, and nothing is left', async () => {
  const cluster = await standIns([{}]);
  const host = cluster.host(0);
  const before = host.files.snapshot();
  host.replaceProgram('cat', 'echo "cat: write error: No space left on device" >&2; exit 1');
  expect(await cluster.run(claim)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_DISK_FULL' }],
  });
  host.restoreProgram('cat');
  expect(host.files.snapshot()).toEqual(before);
  await cluster.undo(claim);
  expect(host.files.snapshot()).toEqual(before);
});

test('directories that we made go with the mark, where they are empty', async () => {
  const cluster = await standIns([{}]);
  const { files } = cluster.host(0);
  cluster.claim(0, { directories: ['/root/.ssh', '/root/.docker'] });
  files.makeDirectory('/root/.ssh');
  files.put('/root/.docker/config.json', '{}');
  expect(await cluster.planAndRun(release)).toMatchObject({
    changes: ['Remove /var/lib/clusterdesk'],
  });
  const left = Object.keys(files.snapshot());
  expect(left).toContain('/root/.docker/config.json');
  expect(left).not.toContain('/root/.ssh');
  expect(left).not.toContain(LEDGER);
});

test('a host without a mark is released already', async () => {
  const cluster = await standIns([{}]);
  expect(await cluster.planAndRun(release)).toMatchObject({ state: 'done', changes: [] });
});
