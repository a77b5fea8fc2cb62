import { expect, test } from 'vitest';
import { standIns } from '../testing/stand-ins.testing.ts';
import { connectOrWriteOff, unlessWrittenOff } from './written-off.ts';

const phase = unlessWrittenOff({
  name: 'release',
  limitSeconds: 10,
  apply: (step) => step.change('Touch it', () => Promise.resolve()),
});

test('a host that is gone is written off where the operator agrees', async () => {
  const cluster = await standIns([{}], { input: { writeOff: true } });
  await cluster.host(0).powerOff();
  const { state, log } = await cluster.run(connectOrWriteOff);
  expect(state).toBe('done');
  expect(log).toEqual([expect.stringContaining('It is written off: what we put on it stays')]);
  expect(cluster.record(0).status).toBe('OFFLINE');
  expect(await cluster.run(phase)).toMatchObject({ state: 'skipped', changes: [] });
});

test('one that is there is worked on', async () => {
  const cluster = await standIns([{}], { input: { writeOff: true } });
  expect(await cluster.run(connectOrWriteOff)).toMatchObject({ state: 'done' });
  expect(await cluster.run(phase)).toMatchObject({ state: 'done', changes: ['Touch it'] });
});

test('a phase that finds nothing to do does nothing there either', async () => {
  const cluster = await standIns([{}]);
  const done = unlessWrittenOff({ ...phase, probe: () => Promise.resolve(true) });
  expect(await cluster.run(done)).toMatchObject({ state: 'skipped' });
});

test('without a word of the operator a host that is gone fails', async () => {
  const cluster = await standIns([{}]);
  await cluster.host(0).powerOff();
  expect(await cluster.run(connectOrWriteOff)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_PORT_REFUSED' }],
  });
  expect(cluster.record(0).status).toBe('RUNNING');
});

test('a host that is there and refuses the login is not gone', async () => {
  const cluster = await standIns([{ user: 'ops', sudo: 'denied' }], { input: { writeOff: true } });
  expect(await cluster.run(connectOrWriteOff)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_SUDO_REFUSED' }],
  });
});
