import { expect, test } from 'vitest';
import { LEDGER, claimedHost, standIns } from '../testing/stand-ins.testing.ts';
import { claim } from './claim.ts';
import { connectToGiveBack, whileClaimed } from './give-back.ts';

const phase = whileClaimed({
  name: 'release',
  limitSeconds: 10,
  apply: (step) => step.change('Touch it', () => Promise.resolve()),
});
const WRITE_OFF = { input: { writeOff: true } };

test('a host that is there is worked on', async () => {
  const cluster = await claimedHost({}, WRITE_OFF);
  expect(await cluster.run(connectToGiveBack)).toMatchObject({ state: 'done' });
  expect(await cluster.run(phase)).toMatchObject({ state: 'done', changes: ['Touch it'] });
});

test('a host that is gone is written off where the operator agrees', async () => {
  const cluster = await claimedHost({}, WRITE_OFF);
  await cluster.host(0).powerOff();
  const { state, log } = await cluster.run(connectToGiveBack);
  expect(state).toBe('done');
  expect(log).toEqual([expect.stringContaining('It is written off: what we put on it stays')]);
  expect(cluster.record(0).isClaimed).toBe(false);
  expect(await cluster.run(phase)).toMatchObject({ state: 'skipped', changes: [] });
});

test('without a word of the operator it fails, and stays ours', async () => {
  const cluster = await claimedHost();
  await cluster.host(0).powerOff();
  expect(await cluster.run(connectToGiveBack)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_PORT_REFUSED' }],
  });
  expect(cluster.record(0).isClaimed).toBe(true);
});

test('a write-off covers every reason for not getting in', async () => {
  const cluster = await claimedHost({ user: 'ops', sudo: 'denied' }, WRITE_OFF);
  const { state, log } = await cluster.run(connectToGiveBack);
  expect(state).toBe('done');
  expect(log.join('\n')).toContain('written off');
  expect(cluster.record(0).isClaimed).toBe(false);
});

test('a host whose list was removed by hand says what may be left, until it is written off', async () => {
  const cluster = await claimedHost();
  cluster.host(0).files.remove(LEDGER);
  cluster.restart();
  expect(await cluster.run(connectToGiveBack)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_MANIFEST_DAMAGED', message: expect.stringContaining('public keys') }],
  });
  const again = cluster.withSetup(WRITE_OFF);
  expect(await again.run(connectToGiveBack)).toMatchObject({ state: 'done' });
  expect(again.record(0).isClaimed).toBe(false);
});

test('a release that was cut off after its last change is no damage', async () => {
  const cluster = await claimedHost();
  cluster.context.updateHost(cluster.record(0).id, { isLedgerInDoubt: true });
  cluster.host(0).files.remove(LEDGER);
  cluster.restart();
  expect(await cluster.run(connectToGiveBack)).toMatchObject({ state: 'done' });
  expect(cluster.record(0)).toMatchObject({ isClaimed: false, isLedgerInDoubt: false });
});

test('a claim that did not come to its end is no damage, and a host that has it is in no doubt', async () => {
  const cluster = await standIns([{}]);
  const host = cluster.host(0);
  host.replaceProgram('cat', 'echo "cat: write error: No space left on device" >&2; exit 1');
  expect(await cluster.run(claim)).toMatchObject({ state: 'failed' });
  host.restoreProgram('cat');
  expect(cluster.record(0)).toMatchObject({ isClaimed: true, isLedgerInDoubt: true });
  cluster.restart();
  expect(await cluster.run(connectToGiveBack)).toMatchObject({ state: 'done' });
  expect(cluster.record(0)).toMatchObject({ isClaimed: false, isLedgerInDoubt: false });

  expect(await cluster.run(claim)).toMatchObject({ state: 'done' });
  expect(cluster.record(0)).toMatchObject({ isClaimed: true, isLedgerInDoubt: false });
});

test('a host that was taken over is left alone, and that is said', async () => {
  const cluster = await claimedHost();
  cluster.claim(0, { controller: '1'.repeat(24), clusterId: '2'.repeat(24), clusterName: 'other' });
  cluster.context.updateHost(cluster.record(0).id, { isClaimed: true });
  const before = cluster.host(0).files.snapshot();
  const { state, log } = await cluster.run(connectToGiveBack);
  expect(state).toBe('done');
  expect(log.join('\n')).toContain('taken over by cluster "other"');
  expect(await cluster.run(phase)).toMatchObject({ state: 'skipped' });
  expect(cluster.host(0).files.snapshot()).toEqual(before);
});

test('no change of a host is made that another controller has taken meanwhile', async () => {
  const cluster = await standIns([{}]);
  cluster.claim();
  let changed = false;
  const step = {
    name: 'hostname' as const,
    limitSeconds: 10,
    apply: async (context: Parameters<typeof phase.apply>[0]) => {
      // the run has read that the host is its own
      await context.ledger.read();
      cluster.putLedger(0, { controller: '1'.repeat(24), clusterId: '2'.repeat(24) });
      await context.change('Change it', async () => void (changed = true));
    },
  };
  expect(await cluster.run(step)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_TAKEN' }],
  });
  expect(changed).toBe(false);
});
