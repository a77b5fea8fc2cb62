import { expect, test } from 'vitest';
import { claimedHost } from '../testing/stand-ins.testing.ts';
import { authorizeKeys } from './authorize-keys.ts';
import { dropKeys } from './drop-keys.ts';
import { revokeKeys } from './revoke-keys.ts';

const FILE = '/root/.ssh/authorized_keys';
const [ONE, TWO, OTHER] = ['ssh-ed25519 AAAA1 one', 'ssh-rsa AAAA2 two', 'ssh-rsa AAAA3 other'];

test('a host without a file of keys gets one, which goes again', async () => {
  const cluster = await claimedHost({}, { pubkeys: [ONE, TWO] });
  const { files } = cluster.host(0);
  expect(await cluster.planAndRun(authorizeKeys)).toMatchObject({
    state: 'done',
    changes: [`Add 2 public key(s) to ${FILE}`],
  });
  expect(files.read(FILE)).toBe(`${ONE}\n${TWO}\n`);
  // sshd takes no keys from a file that others can write to
  expect([files.mode(FILE), files.mode('/root/.ssh')]).toEqual(['600', '700']);
  expect(await cluster.run(authorizeKeys)).toMatchObject({ state: 'skipped' });
  expect(await cluster.undo(authorizeKeys)).toMatchObject({
    changes: [`Take our keys out of ${FILE}`],
  });
  expect(files.snapshot()).not.toHaveProperty([FILE]);
  // the directory goes with the ledger
  expect(cluster.ledger()).toMatchObject({ files: [], directories: ['/root/.ssh'] });
});

test("keys go into the login user's file, which stays that user's", async () => {
  const cluster = await claimedHost({ user: 'ops' }, { pubkeys: [ONE] });
  const { files } = cluster.host(0);
  const path = '/home/ops/.ssh/authorized_keys';
  expect(await cluster.run(authorizeKeys)).toMatchObject({
    changes: [`Add 1 public key(s) to ${path}`],
  });
  expect([files.owner(path), files.owner('/home/ops/.ssh')]).toEqual(['1000:1000', '1000:1000']);
});

test('a file that is there keeps its keys, its form and its mode', async () => {
  const cluster = await claimedHost({}, { pubkeys: [ONE, TWO] });
  const { files } = cluster.host(0);
  // without an end of the line, and with one of ours
  files.put(FILE, `${OTHER}\n${ONE}`, 0o640);
  const before = files.snapshot();
  expect(await cluster.planAndRun(authorizeKeys)).toMatchObject({
    changes: [`Add 1 public key(s) to ${FILE}`],
  });
  expect(files.read(FILE)).toBe(`${OTHER}\n${ONE}\n${TWO}\n`);
  expect(files.mode(FILE)).toBe('640');
  await cluster.run(revokeKeys);
  expect(files.snapshot()).toEqual(before);
});

test('what others have added meanwhile stays when ours go', async () => {
  const cluster = await claimedHost({}, { pubkeys: [ONE] });
  const { files } = cluster.host(0);
  await cluster.run(authorizeKeys);
  files.put(FILE, `${files.read(FILE)}${OTHER}\n`, 0o600);
  await cluster.run(revokeKeys);
  expect(files.read(FILE)).toBe(`${OTHER}\n`);
});

test('a cluster without keys touches no file', async () => {
  const cluster = await claimedHost();
  const before = cluster.host(0).files.snapshot();
  expect(await cluster.run(authorizeKeys)).toMatchObject({ state: 'skipped', changes: [] });
  expect(await cluster.planAndRun(revokeKeys)).toMatchObject({ changes: [] });
  expect(cluster.host(0).files.snapshot()).toEqual(before);
});

test('a file that became ours and was not written is as it was', async () => {
  const cluster = await claimedHost({}, { pubkeys: [ONE] });
  const { files, sshd } = cluster.host(0);
  files.put(FILE, `${OTHER}\n`, 0o600);
  const before = files.read(FILE);
  // the ledger is written by the same script, before the file
  sshd.onCommand = (line) => {
    if (line.includes('clusterdesk-$$') && line.includes('authorized_keys')) throw new Error('cut');
  };
  expect(await cluster.run(authorizeKeys)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'HOST_CONNECTION_LOST' }],
  });
  expect(cluster.ledger().files).toMatchObject([{ path: FILE, lines: [ONE] }]);
  sshd.onCommand = () => undefined;
  await cluster.undo(authorizeKeys);
  expect(files.read(FILE)).toBe(before);
  expect(cluster.ledger().files).toEqual([]);
});

test('one key goes while the cluster goes on with the others', async () => {
  const both = await claimedHost({}, { pubkeys: [ONE, TWO] });
  const { files } = both.host(0);
  await both.run(authorizeKeys);
  const cluster = both.withSetup({ pubkeys: [TWO], leavingPubkeys: [ONE] });
  expect(await cluster.planAndRun(dropKeys)).toMatchObject({
    changes: [`Take 1 public key(s) out of ${FILE}`],
    log: [`Take 1 public key(s) out of ${FILE}`],
  });
  expect(files.read(FILE)).toBe(`${TWO}\n`);
  expect(cluster.ledger().files).toMatchObject([{ path: FILE, lines: [TWO] }]);
  // the second time there is nothing of it left
  expect((await cluster.run(dropKeys)).log).toContain(
    'A key that was on the host before the cluster stays there.',
  );
});

test('a key that another record of the cluster names stays', async () => {
  const both = await claimedHost({}, { pubkeys: [ONE] });
  await both.run(authorizeKeys);
  const cluster = both.withSetup({ pubkeys: [ONE], leavingPubkeys: [ONE] });
  expect(await cluster.planAndRun(dropKeys)).toMatchObject({ state: 'done', changes: [] });
  expect(both.host(0).files.read(FILE)).toBe(`${ONE}\n`);
});
