import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FolderHost } from '../remote/fixtures.testing.ts';
import type { RemoteFile } from '../remote/remote-host.ts';
import { applyChanges, type JsonObject, type DesiredChange } from './json-edits.ts';
import { HostLedger, type LedgerData } from './host-ledger.ts';

const DAEMON = '/etc/docker/daemon.json';
const KEYS = '/root/.ssh/authorized_keys';
const LIST = '/var/lib/clusterdesk/manifest.json';

const CLAIM: LedgerData = {
  version: 1,
  controller: 'c'.repeat(24),
  clusterId: 'a'.repeat(24),
  clusterName: 'demo',
  hostId: 'b'.repeat(24),
  since: '2026-11-23T00:00:00Z',
  files: [],
  directories: [],
  packages: [],
};

async function claimed() {
  const host = new FolderHost();
  const manifest = () => new HostLedger(host, CLAIM.clusterId, new AbortController().signal);
  mkdirSync(host.path('/var/lib'), { recursive: true });
  await manifest().claim(CLAIM);
  return { host, manifest };
}

const file = (content: string, mode = '644'): RemoteFile => ({
  content: Buffer.from(content),
  mode,
  owner: '0:0',
});

type RunContext = Awaited<ReturnType<typeof claimed>>;

/** Brings desired into a JSON file, as the phases do it. */
async function edit({ host, manifest }: RunContext, ...desired: DesiredChange[]): Promise<void> {
  const text = existsSync(host.path(DAEMON)) ? host.read(DAEMON) : '{}';
  const { result, edits } = applyChanges(JSON.parse(text) as JsonObject, desired);
  await manifest().writeFile(DAEMON, file(`${JSON.stringify(result, undefined, 2)}\n`), { edits });
}

const set = (key: string, value: string): DesiredChange => ({ kind: 'set', path: [key], value });
const jsonOf = (host: FolderHost) => JSON.parse(host.read(DAEMON)) as JsonObject;

async function addLines({ host, manifest }: RunContext, ...lines: string[]): Promise<void> {
  const text = existsSync(host.path(KEYS)) ? host.read(KEYS) : '';
  await manifest().writeFile(KEYS, file(`${text}${lines.join('\n')}\n`, '600'), { lines });
}

test('a file that nobody else touched is put back byte for byte, with its mode', async () => {
  const { host, manifest } = await claimed();
  const odd = '{\r\n\t"debug" : true }   \n\n';
  host.put(DAEMON, odd);
  chmodSync(host.path(DAEMON), 0o640);
  await edit({ host, manifest }, set('log-driver', 'journald'));
  expect(jsonOf(host)).toEqual({ debug: true, 'log-driver': 'journald' });
  expect(host.mode(DAEMON)).toBe('640');
  expect(await manifest().restoreFile(DAEMON)).toBe('restored');
  expect(host.read(DAEMON)).toBe(odd);
  expect(host.mode(DAEMON)).toBe('640');
  expect((await manifest().read())?.files).toEqual([]);
});

test('bytes that are no text come back as well', async () => {
  const { host, manifest } = await claimed();
  const path = '/etc/blob';
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
  mkdirSync(host.path('/etc'));
  await host.writeFile(path, { content: bytes, mode: '600', owner: '0:0' });
  await manifest().writeFile(path, file('ours'));
  expect(host.read(path)).toBe('ours');
  await manifest().restoreFile(path);
  expect((await host.readFile(path))?.content.equals(bytes)).toBe(true);
});

test('a file that was not there goes, and so do the directories that were made for it', async () => {
  const { host, manifest } = await claimed();
  await manifest().writeFile('/etc/docker/certs.d/r:5000/ca.crt', file('CA'));
  expect(await manifest().restoreFile('/etc/docker/certs.d/r:5000/ca.crt')).toBe('restored');
  await manifest().removeDirectories();
  expect(existsSync(host.path('/etc'))).toBe(false);
});

test('a directory that somebody uses stays', async () => {
  const { host, manifest } = await claimed();
  await manifest().writeFile('/etc/docker/certs.d/ca.crt', file('CA'));
  host.put('/etc/docker/theirs', 'x');
  await manifest().restoreFile('/etc/docker/certs.d/ca.crt');
  await manifest().removeDirectories();
  expect(readdirSync(host.path('/etc/docker'))).toEqual(['theirs']);
});

test('what others changed after us stays, and only our part goes', async () => {
  const { host, manifest } = await claimed();
  host.put(DAEMON, '{"debug": true}');
  await edit({ host, manifest }, set('log-driver', 'journald'));
  host.put(DAEMON, JSON.stringify({ ...jsonOf(host), debug: false, mtu: 1400 }));
  expect(await manifest().restoreFile(DAEMON)).toBe('cleaned');
  expect(jsonOf(host)).toEqual({ debug: false, mtu: 1400 });
});

test('what others changed between two changes of ours stays', async () => {
  const world = await claimed();
  const { host, manifest } = world;
  host.put(DAEMON, '{"debug": true}');
  await edit(world, set('log-driver', 'journald'));
  host.put(DAEMON, JSON.stringify({ ...jsonOf(host), mtu: 1400 }));
  await edit(world, set('live-restore', 'yes'));
  await manifest().restoreFile(DAEMON);
  expect(jsonOf(host)).toEqual({ debug: true, mtu: 1400 });
});

test('a file that others replaced as a whole, or removed, is left to them', async () => {
  const { host, manifest } = await claimed();
  await manifest().writeFile('/etc/ca.crt', file('CA'));
  host.put('/etc/ca.crt', 'another CA');
  expect(await manifest().restoreFile('/etc/ca.crt')).toBe('left');
  expect(host.read('/etc/ca.crt')).toBe('another CA');

  host.put(DAEMON, '{"debug": true}');
  await edit({ host, manifest }, set('log-driver', 'journald'));
  await host.removeFile(DAEMON);
  expect(await manifest().restoreFile(DAEMON)).toBe('absent');
  expect(existsSync(host.path(DAEMON))).toBe(false);
});

test('edits that a cut off try wrote down already are not listed twice', async () => {
  const world = await claimed();
  const { host, manifest } = world;
  host.put(DAEMON, '{"debug": true}');
  const before = host.read(DAEMON);
  const listed = async () =>
    (await manifest().read())?.files.find(({ path }) => path === DAEMON)?.edits?.length;
  await edit(world, set('log-driver', 'journald'));
  expect(await listed()).toBe(1);
  // killed between the list and the file: the next try finds the file as it was
  host.put(DAEMON, before);
  await edit(world, set('log-driver', 'journald'));
  expect(await listed()).toBe(1);
  await manifest().restoreFile(DAEMON);
  expect(host.read(DAEMON)).toBe(before);
});

test('lines: those that were there stay, ours go one by one, others of later stay', async () => {
  const world = await claimed();
  const { host, manifest } = world;
  host.put(KEYS, 'ssh-ed25519 THEIRS\n');
  await addLines(world, 'ssh-ed25519 ONE', 'ssh-ed25519 TWO');
  expect(await manifest().dropLines(KEYS, ['ssh-ed25519 ONE', 'ssh-ed25519 THEIRS'])).toBe(1);
  expect(host.read(KEYS)).toBe('ssh-ed25519 THEIRS\nssh-ed25519 TWO\n');
  await addLines(world, 'ssh-ed25519 THREE');
  host.put(KEYS, `${host.read(KEYS)}ssh-ed25519 LATER\n`);
  expect(await manifest().dropLines(KEYS, ['ssh-ed25519 TWO'])).toBe(1);
  expect(await manifest().dropLines(KEYS, ['ssh-ed25519 TWO'])).toBe(0);
  await manifest().restoreFile(KEYS);
  expect(host.read(KEYS)).toBe('ssh-ed25519 THEIRS\nssh-ed25519 LATER\n');
});

test('a file of lines that was not there goes with the last of ours', async () => {
  const world = await claimed();
  const { host, manifest } = world;
  await addLines(world, 'ssh-ed25519 ONE');
  expect(host.mode('/root/.ssh')).toBe('700');
  expect(await manifest().dropLines(KEYS, ['ssh-ed25519 ONE'])).toBe(1);
  expect(existsSync(host.path(KEYS))).toBe(false);
});

class Crash extends Error {}

const READS = /base64 </;

/** Runs work on a host whose controller dies before the nth change; true: it came that far. */
async function dyingAt(host: FolderHost, nth: number, work: () => Promise<unknown>) {
  let count = 0;
  host.beforeScript = (script) => {
    if (READS.test(script)) return;
    count += 1;
    if (count === nth) throw new Crash();
  };
  try {
    await work();
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return true;
  } finally {
    host.beforeScript = () => undefined;
  }
}

test('a crash anywhere in a change: what was there comes back, byte for byte', async () => {
  const original = '{ "dns": [] ,"debug":true}';
  const desired: DesiredChange[] = [
    set('log-driver', 'journald'),
    { kind: 'add', path: ['dns'], items: ['::1'] },
  ];
  let crashes = 0;
  for (let nth = 1; nth < 100; nth += 1) {
    const { host, manifest } = await claimed();
    host.put(DAEMON, original);
    if (!(await dyingAt(host, nth, () => edit({ host, manifest }, ...desired)))) break;
    crashes += 1;
    // either the operator gives up at once, or the next start goes on first
    if (nth % 2 === 0) await edit({ host, manifest }, ...desired);
    await manifest().restoreFile(DAEMON);
    expect(host.read(DAEMON)).toBe(original);
  }
  expect(crashes).toBeGreaterThanOrEqual(2);
});

test('a crash before a whole file was replaced: nobody else is said to have changed it', async () => {
  const { host, manifest } = await claimed();
  host.put('/etc/ca.crt', 'old CA');
  host.beforeScript = (_script, [path, mode]) => {
    if (path === '/etc/ca.crt' && mode !== undefined) throw new Crash();
  };
  await expect(manifest().writeFile('/etc/ca.crt', file('CA'))).rejects.toThrow(Crash);
  expect(await manifest().restoreFile('/etc/ca.crt')).toBe('restored');
  expect(host.read('/etc/ca.crt')).toBe('old CA');
});

test('a crash anywhere in a restoration: the next one ends it', async () => {
  const original = '{ "debug":true}';
  let crashes = 0;
  for (let nth = 1; nth < 100; nth += 1) {
    const { host, manifest } = await claimed();
    host.put(DAEMON, original);
    await edit({ host, manifest }, set('log-driver', 'journald'));
    await manifest().writeFile('/etc/new/ca.crt', file('CA'));
    const restoreAll = async () => {
      const list = manifest();
      for (const { path } of (await list.read())?.files ?? []) await list.restoreFile(path);
      await list.removeDirectories();
    };
    const died = await dyingAt(host, nth, restoreAll);
    await restoreAll();
    expect(host.read(DAEMON)).toBe(original);
    expect(existsSync(host.path('/etc/new'))).toBe(false);
    if (!died) break;
    crashes += 1;
  }
  expect(crashes).toBeGreaterThanOrEqual(5);
});

test('the list is written before the change it stands for', async () => {
  const { host, manifest } = await claimed();
  host.put(DAEMON, '{}');
  const order: string[] = [];
  host.beforeScript = (_script, [path = '', mode]) => {
    if (mode?.match(/^\d+$/)) order.push(path);
  };
  await edit({ host, manifest }, set('log-driver', 'journald'));
  expect(order).toEqual([LIST, DAEMON]);
});

test('a list that another controller has taken over is not written any more', async () => {
  const { host } = await claimed();
  const { signal } = new AbortController();
  const memory = {};
  const manifest = new HostLedger(host, CLAIM.clusterId, signal, memory);
  await manifest.read();
  const other = { controller: 'd'.repeat(24), clusterId: 'e'.repeat(24) };
  await new HostLedger(host, other.clusterId, signal).takeOver(other);
  await expect(manifest.amend((data) => data)).rejects.toMatchObject({
    problem: { code: 'HOST_TAKEN' },
  });
  expect(JSON.parse(host.read(LIST))).toMatchObject(other);
});

test('a run reads the list once', async () => {
  const { host } = await claimed();
  const { signal } = new AbortController();
  const memory = {};
  const step = () => new HostLedger(host, CLAIM.clusterId, signal, memory);
  host.scripts.length = 0;
  expect(await step().read()).toEqual(await step().read());
  expect(host.scripts.length).toBe(1);
});

test('a link stays a link: what it points to is changed', async () => {
  const { host, manifest } = await claimed();
  host.put('/etc/real.conf', 'theirs\n');
  symlinkSync('real.conf', host.path('/etc/link.conf'));
  await manifest().writeFile('/etc/link.conf', file('ours\n'));
  expect(host.read('/etc/real.conf')).toBe('ours\n');
  await manifest().restoreFile('/etc/link.conf');
  expect(host.read('/etc/real.conf')).toBe('theirs\n');
  expect(readdirSync(host.path('/etc')).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'link.conf',
    'real.conf',
  ]);
});

test('the list is private, and one that cannot be read is said to be damaged', async () => {
  const { host, manifest } = await claimed();
  expect([host.mode('/var/lib/clusterdesk'), host.mode(LIST)]).toEqual(['700', '600']);
  host.put(LIST, '{"version":1,');
  await expect(manifest().read()).rejects.toMatchObject({
    problem: { code: 'HOST_MANIFEST_DAMAGED', host: '10.0.0.1' },
  });
  await manifest().release();
  expect(existsSync(host.path('/var/lib/clusterdesk'))).toBe(false);
});
