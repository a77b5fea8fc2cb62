import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RegistryAccess } from '../phase.ts';
import { hurry } from '../testing/clock.testing.ts';
import { claimedHost } from '../testing/stand-ins.testing.ts';
import { configureDocker } from './configure-docker.ts';
import { dropRegistries } from './drop-registries.ts';
import { restoreDocker } from './restore-docker.ts';

const DAEMON = '/etc/docker/daemon.json';
const LOGINS = '/root/.docker/config.json';
const CA = '/etc/docker/certs.d/hub.lan/ca.crt';

function registry(address: string, change: Partial<RegistryAccess> = {}): RegistryAccess {
  return {
    id: address,
    address,
    secure: false,
    caText: '',
    username: '',
    password: '',
    isSystem: false,
    ...change,
  };
}

const plain = registry('reg.lan:5000', { username: 'robot', password: 'canary' });
const hub = registry('hub.lan', { secure: true, caText: 'CERTIFICATE\n', isSystem: true });
const AUTH = Buffer.from('robot:canary').toString('base64');

test('registries come into the configuration, and it is given back byte for byte', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain, hub] });
  const { files } = cluster.host(0);
  // in a form that no writer of ours has
  files.put(DAEMON, '{ "debug":true,\n\t"insecure-registries": ["theirs"] }', 0o640);
  const before = files.snapshot();
  expect(await cluster.planAndRun(configureDocker)).toMatchObject({
    state: 'done',
    changes: [
      `Write ${CA}`,
      `Change ${DAEMON} (insecure-registries + reg.lan:5000; registry-mirrors + https://hub.lan/) and reload Docker`,
      `Add registry logins to ${LOGINS}`,
    ],
  });
  expect(JSON.parse(files.read(DAEMON))).toEqual({
    debug: true,
    'insecure-registries': ['theirs', 'reg.lan:5000'],
    'registry-mirrors': ['https://hub.lan/'],
  });
  expect(files.mode(DAEMON)).toBe('640');
  expect(JSON.parse(files.read(LOGINS))).toEqual({ auths: { 'reg.lan:5000': { auth: AUTH } } });
  expect([files.mode(LOGINS), files.mode('/root/.docker')]).toEqual(['600', '700']);
  expect(files.read(CA)).toBe('CERTIFICATE\n');
  expect(files.get('docker.log')).toBe('reload');
  expect(cluster.ledger()).not.toHaveProperty('pendingReload');
  expect(await cluster.run(configureDocker)).toMatchObject({ state: 'skipped' });

  expect((await cluster.run(restoreDocker)).changes).toEqual([
    `Restore ${CA}`,
    `Restore ${DAEMON}`,
    `Restore ${LOGINS}`,
    'Let Docker take its configuration over',
  ]);
  expect(files.get('docker.log')).toBe('reload\nreload');
  const directories = cluster.ledger().directories.toReversed();
  expect(directories).toEqual([
    '/root/.docker',
    '/etc/docker/certs.d/hub.lan',
    '/etc/docker/certs.d',
  ]);
  for (const path of directories) files.remove(path);
  cluster.claim();
  expect(files.snapshot()).toEqual(before);
});

test('options that Docker reads only when it starts make it start again', async () => {
  const engineOpts = [
    { optkey: 'log-driver', optvalue: 'journald' },
    { optkey: 'label', optvalue: 'rack=7' },
  ];
  const cluster = await claimedHost({ docker: 'running' }, { cluster: { engineOpts } });
  const { files } = cluster.host(0);
  const before = files.snapshot();
  expect(await cluster.planAndRun(configureDocker)).toMatchObject({
    state: 'done',
    changes: [`Change ${DAEMON} (log-driver; labels + rack=7) and restart Docker`],
  });
  expect(files.get('docker.log')).toBe('start');
  await cluster.undo(configureDocker);
  expect(files.get('docker.log')).toBe('start\nstart');
  expect(files.get('docker.config')).toBe('{}');
  expect(Object.keys(files.snapshot())).toEqual(expect.arrayContaining(Object.keys(before)));
  expect(files.snapshot()).not.toHaveProperty([DAEMON]);
});

test('where nothing is wanted nothing is done', async () => {
  const cluster = await claimedHost({ docker: 'running' });
  expect(await cluster.run(configureDocker)).toMatchObject({ state: 'skipped' });
  expect(await cluster.planAndRun(restoreDocker)).toMatchObject({ changes: [] });
  expect(cluster.host(0).files.get('docker.log')).toBe('');
});

test('a configuration that Docker does not start with goes out again', async () => {
  const engineOpts = [{ optkey: 'no-such-option', optvalue: '1' }];
  const cluster = await claimedHost({ docker: 'running' }, { cluster: { engineOpts } });
  const { files, engine } = cluster.host(0);
  files.put(DAEMON, '{"debug": true}\n');
  const before = files.read(DAEMON);
  const told = await cluster.run(configureDocker);
  expect(told).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'DOCKER_NOT_RUNNING',
        cause: expect.stringContaining("directives don't match any configuration option"),
      },
    ],
  });
  expect(told.log).toContain(
    `${DAEMON} is put back, since Docker does not start with the new one.`,
  );
  expect(files.read(DAEMON)).toBe(before);
  expect(engine.isRunning).toBe(true);
  expect(cluster.ledger()).toMatchObject({ files: [] });
  expect(cluster.ledger()).not.toHaveProperty('pendingReload');
});

test.for([
  { optkey: 'label', kind: 'reload', change: 'Reload Docker', says: 'reload' },
  { optkey: 'log-level', kind: 'restart', change: 'Restart Docker', says: 'start' },
])('Docker hears of a change after a crash between it and its $kind', async (each) => {
  const engineOpts = [{ optkey: each.optkey, optvalue: 'debug' }];
  const cluster = await claimedHost({ docker: 'running' }, { cluster: { engineOpts } });
  const { files, sshd } = cluster.host(0);
  sshd.onCommand = (line) => {
    if (/kill -HUP|reset-failed/.test(line)) throw new Error('the controller dies');
  };
  expect(await cluster.run(configureDocker)).toMatchObject({
    problems: [{ code: 'HOST_CONNECTION_LOST' }],
  });
  expect(cluster.ledger().pendingReload).toBe(each.kind);
  expect(files.get('docker.log')).toBe('');
  sshd.onCommand = () => undefined;
  cluster.restart();
  // the files are as they are to be, so that a plan has nothing to tell
  expect(await cluster.plan(configureDocker)).toEqual({ changes: [], errors: [] });
  expect(await cluster.run(configureDocker)).toMatchObject({
    state: 'done',
    changes: [each.change],
  });
  expect(files.get('docker.log')).toBe(each.says);
  expect(cluster.ledger()).not.toHaveProperty('pendingReload');
});

test('a Docker that was started with an older file is told again', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain] });
  const { files } = cluster.host(0);
  await cluster.run(configureDocker);
  files.set('docker.config', '{}');
  expect(await cluster.run(configureDocker)).toMatchObject({ changes: ['Reload Docker'] });
});

test('a Docker that does not take it over is told of', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain, hub] });
  cluster.host(0).replaceProgram('signal-docker', ':');
  hurry();
  expect(await cluster.run(configureDocker)).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'DOCKER_REFUSED',
        message: 'Docker has not taken the configuration over.',
        cause: 'not known: reg.lan:5000, hub.lan',
      },
    ],
  });
});

test('a Docker that is off is told of where it has registries to know', async () => {
  const cluster = await claimedHost({ docker: 'stopped' }, { registries: [plain] });
  await cluster.plan(configureDocker);
  hurry();
  expect(await cluster.run(configureDocker)).toMatchObject({
    problems: [{ code: 'DOCKER_REFUSED', cause: 'Docker is off' }],
  });
});

test('a login that a registry refuses is not written down', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain] });
  const { files, engine } = cluster.host(0);
  engine.registries.set('reg.lan:5000', {
    status: 401,
    message: 'unauthorized: incorrect username or password',
  });
  const told = await cluster.run(configureDocker);
  expect(told).toMatchObject({
    state: 'failed',
    problems: [
      {
        code: 'REGISTRY_LOGIN_REFUSED',
        message: 'reg.lan:5000 does not let robot in.',
        cause: 'unauthorized: incorrect username or password',
      },
    ],
  });
  expect(files.snapshot()).not.toHaveProperty([LOGINS]);
  await cluster.undo(configureDocker);
  expect(files.snapshot()).not.toHaveProperty([DAEMON]);
});

test('a registry that does not answer is told of in the log, and no hindrance', async () => {
  const silent = registry('silent.lan');
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain, silent] });
  const { engine } = cluster.host(0);
  engine.registries.set('reg.lan:5000', { status: 500, message: 'dial tcp: no such host' });
  engine.registries.set('silent.lan', { status: 500, message: 'x509: unknown authority' });
  const { state, log } = await cluster.run(configureDocker);
  expect(state).toBe('done');
  expect(log).toEqual(
    expect.arrayContaining([
      'The registry reg.lan:5000 does not answer from this host: dial tcp: no such host',
      'The registry silent.lan does not answer from this host: x509: unknown authority',
    ]),
  );
});

test('a registry that has no such image is there', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [registry('hub.lan')] });
  cluster.host(0).engine.registries.set('hub.lan', { status: 404, message: 'manifest unknown' });
  const { state, log } = await cluster.run(configureDocker);
  expect({ state, lines: log.filter((line) => line.startsWith('The registry')) }).toEqual({
    state: 'done',
    lines: [],
  });
});

test('only the registries of the operation are asked', async () => {
  const setup = { registries: [plain, hub], input: { ids: [hub.id] } };
  const cluster = await claimedHost({ docker: 'running' }, setup);
  await cluster.run(configureDocker);
  const asked = cluster.host(0).docker.requests.filter((line) => /auth|distribution/.test(line));
  expect(asked).toEqual(['GET /distribution/hub.lan/clusterdesk/none:none/json']);
});

test('a link stays a link, and what it points to keeps its mode', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain] });
  const { files } = cluster.host(0);
  files.put('/root/dotfiles.json', '{"auths": {}}', 0o600);
  files.makeDirectory('/root/.docker');
  symlinkSync(files.at('/root/dotfiles.json'), files.at(LOGINS));
  const before = files.snapshot();
  await cluster.run(configureDocker);
  expect(files.snapshot()[LOGINS]).toBe(before[LOGINS]);
  expect(JSON.parse(files.read('/root/dotfiles.json'))).toMatchObject({
    auths: { 'reg.lan:5000': { auth: AUTH } },
  });
  expect(files.mode('/root/dotfiles.json')).toBe('600');
  await cluster.run(restoreDocker);
  expect(files.snapshot()['/root/dotfiles.json']).toBe(before['/root/dotfiles.json']);
});

test('what somebody else has made of a file stays', async () => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [hub] });
  const { files } = cluster.host(0);
  await cluster.run(configureDocker);
  files.put(DAEMON, JSON.stringify({ ...(JSON.parse(files.read(DAEMON)) as object), debug: true }));
  files.put(CA, 'ANOTHER CERTIFICATE\n');
  const { log } = await cluster.run(restoreDocker);
  expect(JSON.parse(files.read(DAEMON))).toEqual({ debug: true });
  expect(files.read(CA)).toBe('ANOTHER CERTIFICATE\n');
  expect(log).toContain(`${CA} was changed by somebody else and stays.`);
});

test.for([
  { text: '{"debug": true,}', message: `${DAEMON} is not JSON.` },
  { text: '[]', message: `${DAEMON} is JSON, but no object.` },
])('a file that is none of Docker is not touched: $text', async ({ text, message }) => {
  const cluster = await claimedHost({ docker: 'running' }, { registries: [plain] });
  const { files } = cluster.host(0);
  files.put(DAEMON, text);
  const before = files.snapshot();
  expect(await cluster.run(configureDocker)).toMatchObject({
    state: 'failed',
    problems: [{ code: 'DOCKER_CONFIG_INVALID', message }],
  });
  expect(files.snapshot()).toEqual(before);
});

test('one registry goes while the cluster goes on with the other', async () => {
  const both = await claimedHost({ docker: 'running' }, { registries: [plain, hub] });
  const { files } = both.host(0);
  await both.run(configureDocker);
  const cluster = both.withSetup({ registries: [plain], leavingRegistries: [hub] });
  expect(await cluster.planAndRun(dropRegistries)).toMatchObject({
    state: 'done',
    changes: ['Take hub.lan off Docker'],
  });
  expect(JSON.parse(files.read(DAEMON))).toEqual({ 'insecure-registries': ['reg.lan:5000'] });
  expect(JSON.parse(files.get('docker.config'))).not.toHaveProperty('registry-mirrors');
  expect(files.snapshot()).not.toHaveProperty([CA]);
  expect(JSON.parse(files.read(LOGINS))).toMatchObject({ auths: { 'reg.lan:5000': {} } });
  const last = cluster.withSetup({ leavingRegistries: [plain] });
  await last.run(dropRegistries);
  expect(files.snapshot()).not.toHaveProperty([DAEMON]);
  expect(files.snapshot()).not.toHaveProperty([LOGINS]);
});

test('what a registry of the same address needs becomes its own', async () => {
  const first = registry('reg.lan:5000', { username: 'old', password: 'canary' });
  const before = await claimedHost({ docker: 'running' }, { registries: [first] });
  await before.run(configureDocker);
  const cluster = before.withSetup({ registries: [plain], leavingRegistries: [first] });
  await cluster.run(dropRegistries);
  const { files } = before.host(0);
  expect(JSON.parse(files.read(DAEMON))).toEqual({ 'insecure-registries': ['reg.lan:5000'] });
  expect(JSON.parse(files.read(LOGINS))).toEqual({ auths: { 'reg.lan:5000': { auth: AUTH } } });
});
