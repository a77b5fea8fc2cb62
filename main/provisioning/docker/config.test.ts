import { expect, test } from 'vitest';
import type { ControlPlaneError } from '../../../shared/contract/errors.ts';
import { someCluster, someHost } from '../../store/fixtures.testing.ts';
import {
  CLIENT_CONFIG,
  DAEMON_JSON,
  desiredDaemonConfig,
  dropFromJsonFile,
  jsonFileChange,
  desiredLogins,
  needsRestart,
} from './config.ts';
import { folderStep } from '../fixtures.testing.ts';
import { applyChanges, type JsonObject, type DesiredChange } from '../json-edits.ts';
import type { RegistryAccess } from '../phase.ts';

const registry = (change: Partial<RegistryAccess> = {}): RegistryAccess => ({
  id: 'r',
  address: 'registry:5000',
  secure: false,
  caText: '',
  username: '',
  password: '',
  isSystem: false,
  ...change,
});

const option = (optkey: string, optvalue = '') => ({ optkey, optvalue });

test('registries: without TLS they are insecure, the system registry is a mirror', () => {
  const registries = [
    registry(),
    registry({ address: 'secure', secure: true }),
    registry({ address: 'mirror:80', isSystem: true }),
    registry({ address: 'mirror', isSystem: true, secure: true }),
  ];
  expect(applyChanges({ debug: true }, desiredDaemonConfig(registries, [])).result).toEqual({
    debug: true,
    'insecure-registries': ['registry:5000', 'mirror:80'],
    'registry-mirrors': ['http://mirror:80/', 'https://mirror/'],
  });
  expect(desiredDaemonConfig([], [])).toEqual([]);
});

test('engine options are keys of daemon.json: lists, maps, numbers, switches', () => {
  const options = [
    option('label', 'rack=a'),
    option('label', 'zone=b'),
    option('dns', '9.9.9.9'),
    option('log-driver', 'json-file'),
    option('log-opt', 'max-size=10m'),
    option('log-opt', 'tag={{.Name}}=x'),
    option('mtu', '1400'),
    option('live-restore'),
    option('icc', 'false'),
    option('storage-opt', 'size=1'),
  ];
  expect(applyChanges({ labels: ['own=1'] }, desiredDaemonConfig([], options)).result).toEqual({
    labels: ['own=1', 'rack=a', 'zone=b'],
    dns: ['9.9.9.9'],
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', tag: '{{.Name}}=x' },
    mtu: 1400,
    'live-restore': true,
    icc: false,
    'storage-opts': ['size=1'],
  });
});

test('Docker restarts for what it does not take over while it runs, and for nothing else', () => {
  const restarts = (...options: ReturnType<typeof option>[]) =>
    needsRestart(
      applyChanges({}, desiredDaemonConfig([registry({ isSystem: true })], options)).edits,
    );
  expect(restarts()).toBe(false);
  expect(restarts(option('label', 'a=b'), option('debug'), option('live-restore'))).toBe(false);
  expect(restarts(option('log-driver', 'journald'))).toBe(true);
  expect(restarts(option('label', 'a=b'), option('log-opt', 'max-size=1m'))).toBe(true);
});

const cluster = someCluster();
const host = someHost(cluster);

type Step = Awaited<ReturnType<typeof folderStep>>['step'];

/** Looks at the file, as the phases do, and says what would change. */
async function change(
  step: Step,
  path: string,
  desired: DesiredChange[],
  mode: '600' | '644' = '644',
) {
  const [seen] = await step.remote.stat([path]);
  if (!seen) throw new Error(`${path} was not looked at`);
  return jsonFileChange(step, seen, desired, mode);
}

async function apply(step: Step, desired: DesiredChange[]) {
  const made = await change(step, DAEMON_JSON, desired);
  await made.write();
  return made;
}

test('a change keeps every key of the file, and is none the second time', async () => {
  const { step, files } = await folderStep(host);
  files.put(DAEMON_JSON, '{"debug":true,"insecure-registries":["own:1"]}');
  const desired = desiredDaemonConfig([registry()], [option('mtu', '1400')]);
  expect((await apply(step, desired)).edits).not.toEqual([]);
  expect(JSON.parse(files.read(DAEMON_JSON))).toEqual({
    debug: true,
    'insecure-registries': ['own:1', 'registry:5000'],
    mtu: 1400,
  });
  expect((await change(step, DAEMON_JSON, desired)).edits).toEqual([]);
});

test('an empty file counts as none, and what is no JSON object is refused untouched', async () => {
  const { step, files } = await folderStep(host);
  const desired = desiredDaemonConfig([registry()], []);
  files.put(DAEMON_JSON, ' \n');
  expect((await change(step, DAEMON_JSON, desired)).edits).not.toEqual([]);
  for (const text of ['{"debug": true,}', '[]', 'null', '"text"', '# debug']) {
    files.put(DAEMON_JSON, text);
    await expect(change(step, DAEMON_JSON, desired)).rejects.toMatchObject({
      problem: { code: 'DOCKER_CONFIG_INVALID' },
    });
    expect(files.read(DAEMON_JSON)).toBe(text);
  }
});

test('an error of a file that may hold logins does not repeat it', async () => {
  const { step, files } = await folderStep(host);
  const login = desiredLogins([registry({ username: 'me', password: 'x' })]);
  for (const text of ['secret', '{"auths": secret}', '{"auths": {"a": "secret"}, }']) {
    files.put(CLIENT_CONFIG, text);
    const error: unknown = await change(step, CLIENT_CONFIG, login).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ problem: { code: 'DOCKER_CONFIG_INVALID' } });
    expect(JSON.stringify((error as ControlPlaneError).problem)).not.toContain('secret');
  }
});

test('registries go one by one; the last one gives the file back as it was', async () => {
  const { step, files } = await folderStep(host);
  const original = '{ "debug" : true }';
  files.put(DAEMON_JSON, original);
  const [one, two] = [registry({ address: 'one' }), registry({ address: 'two', isSystem: true })];
  await apply(step, desiredDaemonConfig([one, two], []));
  expect(await dropFromJsonFile(step, DAEMON_JSON, desiredDaemonConfig([one], []))).toBe(true);
  expect(JSON.parse(files.read(DAEMON_JSON))).toEqual({
    debug: true,
    'insecure-registries': ['two'],
    'registry-mirrors': ['http://two/'],
  });
  expect(await dropFromJsonFile(step, DAEMON_JSON, desiredDaemonConfig([one], []))).toBe(false);
  expect(await dropFromJsonFile(step, DAEMON_JSON, desiredDaemonConfig([two], []))).toBe(true);
  expect(files.read(DAEMON_JSON)).toBe(original);
});

test('a registry that the host had before us stays when the cluster drops it', async () => {
  const { step, files } = await folderStep(host);
  files.put(DAEMON_JSON, '{"insecure-registries":["one"]}');
  const [one, two] = [registry({ address: 'one' }), registry({ address: 'two' })];
  await apply(step, desiredDaemonConfig([one, two], []));
  expect(await dropFromJsonFile(step, DAEMON_JSON, desiredDaemonConfig([one], []))).toBe(false);
  await dropFromJsonFile(step, DAEMON_JSON, desiredDaemonConfig([two], []));
  expect(files.read(DAEMON_JSON)).toBe('{"insecure-registries":["one"]}');
});

test("logins stand in docker's own form beside those of others, for root alone", async () => {
  const { step, files } = await folderStep(host);
  const login = registry({ address: 'one', username: 'me', password: 'hunter2' });
  expect(desiredLogins([registry()])).toEqual([]);
  await (await change(step, CLIENT_CONFIG, desiredLogins([login]), '600')).write();
  expect(JSON.parse(files.read(CLIENT_CONFIG))).toEqual({
    auths: { one: { auth: Buffer.from('me:hunter2').toString('base64') } },
  });
  expect(files.mode(CLIENT_CONFIG)).toBe('600');
  const config = JSON.parse(files.read(CLIENT_CONFIG)) as { auths: JsonObject };
  files.put(CLIENT_CONFIG, JSON.stringify({ auths: { ...config.auths, two: { auth: 'eDp5' } } }));
  expect(await dropFromJsonFile(step, CLIENT_CONFIG, desiredLogins([login]))).toBe(true);
  expect(JSON.parse(files.read(CLIENT_CONFIG))).toEqual({ auths: { two: { auth: 'eDp5' } } });
});
