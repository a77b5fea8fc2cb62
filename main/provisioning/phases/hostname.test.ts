import { expect, test } from 'vitest';
import { claimedHost } from '../testing/stand-ins.testing.ts';
import { hostname } from './hostname.ts';
import { restoreHostname } from './restore-hostname.ts';

const asked = { records: [{ wantedName: 'web1' }] };

test.for(['with hostnamectl', 'without'])(
  'a host is given its name and the old one back: %s',
  async (way) => {
    const cluster = await claimedHost({ name: 'before' }, asked);
    const { files } = cluster.host(0);
    if (way === 'without') files.dropProgram('hostnamectl');
    const before = files.snapshot();
    const hosts = files.read('/etc/hosts');
    expect(await cluster.planAndRun(hostname)).toMatchObject({
      state: 'done',
      changes: ['Set the host name to web1 (was before)'],
    });
    expect(files.read('/etc/hostname')).toBe('web1\n');
    expect(files.read('/proc/sys/kernel/hostname')).toBe('web1\n');
    expect(files.read('/etc/hosts')).toBe(`${hosts}127.0.1.1 web1\n`);
    expect(await cluster.run(hostname)).toMatchObject({ state: 'skipped' });
    expect(await cluster.undo(hostname)).toMatchObject({
      changes: ['Set the host name back to before'],
    });
    expect(files.snapshot()).toEqual(before);
  },
);

test('only hosts for which a name is asked for take part', async () => {
  const cluster = await claimedHost({}, asked);
  for (const phase of [hostname, restoreHostname]) {
    expect(phase.targets?.(cluster.record(0), [])).toBe(true);
    expect(phase.targets?.({ ...cluster.record(0), wantedName: '' }, [])).toBe(false);
  }
});

test('a second try after a crash still knows the name before the first', async () => {
  const cluster = await claimedHost({ name: 'half' }, asked);
  const { files } = cluster.host(0);
  cluster.claim(0, { hostnameBefore: 'first' });
  files.put('/etc/hosts', '127.0.0.1 localhost\n127.0.1.1 web1');
  await cluster.run(hostname);
  expect(cluster.ledger().hostnameBefore).toBe('first');
  // the line was there already, at the end of the file
  expect(files.read('/etc/hosts')).toBe('127.0.0.1 localhost\n127.0.1.1 web1');
  await cluster.run(restoreHostname);
  expect(files.read('/etc/hostname')).toBe('first\n');
  expect(cluster.ledger()).not.toHaveProperty('hostnameBefore');
});

test('a host without /etc/hosts keeps being without', async () => {
  const cluster = await claimedHost({}, asked);
  const { files } = cluster.host(0);
  files.remove('/etc/hosts');
  const before = files.snapshot();
  await cluster.run(hostname);
  expect(files.snapshot()).not.toHaveProperty(['/etc/hosts']);
  await cluster.run(restoreHostname);
  expect(files.snapshot()).toEqual(before);
});

test('what others have written into /etc/hosts meanwhile stays', async () => {
  const cluster = await claimedHost({}, asked);
  const { files } = cluster.host(0);
  const hosts = files.read('/etc/hosts');
  await cluster.run(hostname);
  files.put('/etc/hosts', `${files.read('/etc/hosts')}10.0.0.9 printer\n`);
  await cluster.run(restoreHostname);
  expect(files.read('/etc/hosts')).toBe(`${hosts}10.0.0.9 printer\n`);
});

test('where no name was given there is none to be given back', async () => {
  const cluster = await claimedHost({}, asked);
  const before = cluster.host(0).files.snapshot();
  expect(await cluster.planAndRun(restoreHostname)).toMatchObject({ changes: [] });
  expect(cluster.host(0).files.snapshot()).toEqual(before);
});

test('a host that does not take the name says why', async () => {
  const cluster = await claimedHost({ name: 'before' }, asked);
  const { files } = cluster.host(0);
  const before = files.snapshot();
  cluster
    .host(0)
    .replaceProgram('hostnamectl', 'echo "Could not set property: Access denied" >&2; exit 1');
  expect(await cluster.run(hostname)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'COMMAND_FAILED', cause: 'Could not set property: Access denied' }],
  });
  cluster.host(0).restoreProgram('hostnamectl');
  await cluster.undo(hostname);
  expect(files.snapshot()).toEqual(before);
});
